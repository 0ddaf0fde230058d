"""While somebody answers, nobody collects garbage; afterwards all is as it was before."""

import gc
from collections.abc import Iterator

import pytest

from lineage.garbage import keep, paused, resume


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.enable()
    yield
    resume()
    if not was_on:
        gc.disable()


def test_the_collector_rests_until_the_last_answer_is_given() -> None:
    seen = []
    with paused():
        with paused():
            seen.append(gc.isenabled())
        seen.append(gc.isenabled())
    assert [*seen, gc.isenabled()] == [False, False, True]


def test_answers_that_overlap_leave_it_on() -> None:
    first, second = paused(), paused()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    seen = gc.isenabled()
    second.__exit__(None, None, None)
    assert (seen, gc.isenabled()) == (False, True)


def test_an_error_does_not_leave_it_off() -> None:
    with pytest.raises(ValueError, match="wrong"), paused():
        raise ValueError("wrong")
    assert gc.isenabled()


def test_whoever_turned_it_off_before_finds_it_off() -> None:
    gc.disable()
    with paused():
        pass
    assert not gc.isenabled()


def test_a_process_that_stays_collects_again() -> None:
    with paused():
        resume()
        seen = gc.isenabled()
    assert (seen, gc.isenabled()) == (True, True)


def test_what_is_kept_is_not_looked_at_again() -> None:
    try:
        before = gc.get_freeze_count()
        keep()
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
