"""The process that reads calendars for a server, started by `assignment.calendars.reader`."""

from __future__ import annotations

import sys

from assignment.calendars.reader import answers

MOST_MEMORY = 2**30

if __name__ == "__main__":
    if sys.platform != "win32":
        import os
        import resource

        os.nice(10)  # requests go first
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for answer in answers(sys.stdin.buffer):
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
