"""Building large tables without stopping the requests that are answered meanwhile.

A table of 100,000 rows is half a million objects that stay. Whenever so many are new, Python's
collector walks through all of them, again and again, and every thread waits: a third of a second at
a time. So it rests during a build, and what was built goes straight to the oldest generation.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """No collection inside, and what is made inside is not walked through right after."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # To the permanent generation and back: both moves cost nothing, and "back" is the oldest.
        gc.freeze()
        gc.unfreeze()
        if was_enabled:
            gc.enable()
