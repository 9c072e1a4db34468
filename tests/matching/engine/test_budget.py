"""How long a search may go on, and what its caller may ask for on the way."""

import numpy as np
import pytest

from matching.engine import form
from matching.engine.budget import Budget, Cancelled
from matching.engine.types import Wish
from tests.matching.engine.cohorts import RULES, cohort, leaders


def budget(progress, steps=None, on_better=None):
    """On a clock that stands still: only ``progress`` and ``steps`` can end it."""
    return Budget(10, steps, lambda: 0.0, progress, on_better)


def taken(held, most=1000):
    return sum(held.take(1) for _ in range(most))


@pytest.mark.parametrize("wish", [True, Wish.GO_ON])
def test_it_goes_on_while_that_is_wished(wish):
    assert taken(budget(lambda share, text: wish)) == 1000


@pytest.mark.parametrize("wish", [False, Wish.DROP])
def test_to_drop_ends_at_once(wish):
    with pytest.raises(Cancelled):
        budget(lambda share, text: wish).take(1)


def test_to_keep_stops_the_counting_and_raises_nothing():
    held = budget(lambda share, text: Wish.KEEP)
    assert held.take(1) == 0
    assert held.stopped


def test_a_number_of_steps_ends_it_at_that_step():
    held = budget(None, steps=69)
    assert [held.take(50), held.take(50), held.take(50)] == [50, 19, 0]


def on_a_clock(seconds, aside):
    ticks = iter(range(1000))
    held = Budget(seconds, None, lambda: float(next(ticks)))
    held.set_aside(aside)
    return taken(held)


def test_what_comes_after_the_search_is_taken_off_its_time():
    assert on_a_clock(30.0, 4.0) == on_a_clock(30.0, 0.0) - 4


def test_two_thirds_of_the_time_stay_whatever_comes_after():
    assert on_a_clock(30.0, 1000.0) == on_a_clock(30.0, 10.0)


def test_who_watches_hears_of_each_better_answer():
    heard: list[float] = []
    budget(None, on_better=heard.append).found(71.5)
    assert heard == [71.5]


def test_an_answer_kept_by_a_person_is_repeated_by_its_steps():
    looks = iter([Wish.GO_ON] * 4)
    ticks = iter(np.arange(0.0, 1000.0, 0.3))
    people = cohort(30), leaders(4), RULES
    kept = form(
        *people, seconds=1e9, clock=lambda: float(next(ticks)), progress=lambda share, text: next(looks, Wish.KEEP)
    )
    assert form(*people, steps=kept.report.steps).groups == kept.groups


def test_better_answers_come_with_a_rising_quality():
    heard: list[float] = []
    outcome = form(cohort(30), leaders(4), RULES, steps=2000, on_better=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(outcome.report.total, abs=1e-3)
