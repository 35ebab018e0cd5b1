"""The reps' own calendars (iCalendar, RFC 5545): when is somebody busy?

busy.py        the text of a calendar to busy times
sources.py     a cell of the column `calendar` to that text: a URL or a file
reader.py      a process of its own that reads texts, as a calendar can take long to read
background.py  all calendars of the roster, kept fresh beside a server
"""

from assignment.calendars.background import CalendarProblem, Calendars
from assignment.calendars.busy import Busy, Reading, Unreadable, busy_times, read_calendar

__all__ = [
    "Busy",
    "CalendarProblem",
    "Calendars",
    "Reading",
    "Unreadable",
    "busy_times",
    "read_calendar",
]
