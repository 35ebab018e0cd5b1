"""A refresh leaves nothing behind."""

import gc
import weakref

from releases import Live

Sheets = dict[str, list[list[object]]]


def test_an_old_release_goes_without_the_help_of_the_collector(live: Live, sheets: Sheets) -> None:
    live.refresh()
    assert live.release is not None
    old = weakref.ref(live.release.framework)
    sheets["States"].append(["NV", "nev@a.example"])
    gc.disable()
    try:
        live.refresh()
        assert old() is None
    finally:
        gc.enable()
