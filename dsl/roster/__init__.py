"""Who can be assigned: the people and pools that the workbook names."""

from dsl.roster.absence import Absences
from dsl.roster.people import (
    METHODS,
    WHOLE,
    Assignee,
    AssigneeKind,
    Hours,
    Member,
    Method,
    Pool,
    Rep,
    Shift,
    TimeOff,
)
from dsl.roster.reading import read_roster
from dsl.roster.roster import Roster

__all__ = [
    "METHODS",
    "WHOLE",
    "Absences",
    "Assignee",
    "AssigneeKind",
    "Hours",
    "Member",
    "Method",
    "Pool",
    "Rep",
    "Roster",
    "Shift",
    "TimeOff",
    "read_roster",
]
