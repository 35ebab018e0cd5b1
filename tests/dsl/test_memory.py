"""A build leaves the collector as it was."""

import gc

from dsl.memory import undisturbed


def test_the_collector_rests_and_goes_on() -> None:
    assert gc.isenabled()
    with undisturbed():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    gc.disable()
    try:
        with undisturbed():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_is_made_inside_is_old_at_once() -> None:
    with undisturbed():
        made = [[number] for number in range(10_000)]
    assert gc.get_count()[0] < 10_000
    young = {id(each) for each in gc.get_objects(generation=0)}
    assert not any(id(each) in young for each in made)
