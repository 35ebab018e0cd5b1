"""How an edit becomes live, and how a bad one does not.

    text + workbook -> candidate -> live        (candidate.py, live.py)

`Live` holds the release that decisions are made with; `Refresher` keeps it fresh.
"""

from releases.following import Replicas
from releases.live import Clock, Live, Refreshed
from releases.problems import Problem, Problems
from releases.refresher import Refresher
from releases.release import Release, release_id, utc_text

__all__ = [
    "Clock",
    "Live",
    "Problem",
    "Problems",
    "Refreshed",
    "Refresher",
    "Release",
    "Replicas",
    "release_id",
    "utc_text",
]
