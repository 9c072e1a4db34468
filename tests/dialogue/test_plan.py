"""The plan as the room sees it."""

from typing import Any

import pytest

from dialogue.plan import Phase, plan_from, usable
from tests.dialogue.rooms import PLAN, phase


def plan_of(*phases: Any) -> dict[str, Any]:
    return {"id": "x", "title": "X", "phases": list(phases)}


def test_a_phase_has_its_order_and_the_length_of_a_turn() -> None:
    names = plan_from(PLAN).phases[1]
    assert names == Phase("names", "Names", 17, 17, mode="round", order="circle", turn_seconds=90)


def test_the_whole_plan_is_kept_as_it_came() -> None:
    assert plan_from(PLAN).source == PLAN


def test_the_least_a_phase_needs_is_a_name_and_a_length() -> None:
    assert plan_from(plan_of({"id": "a", "title": "A", "minutes": 5})).phases == (Phase("a", "A", 5, 5),)


def test_a_plan_of_the_usual_form_can_be_followed() -> None:
    assert usable(PLAN)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"id": "x", "title": "X"},
        plan_of(),
        plan_of("doors"),
        plan_of({"id": "a", "title": "A"}),
        plan_of(phase("a", 0, "free")),
        plan_of(phase("a", 10**9, "free")),
        plan_of(phase("a", float("inf"), "free")),  # type: ignore[arg-type]
        plan_of(phase("a", "long", "free")),  # type: ignore[arg-type]
        plan_of(phase("a", 5, "shouting")),
        plan_of(phase("a", 5, "free", order="loudest_first")),
        plan_of(phase("a", 5, "free", turn_seconds=-1)),
        plan_of(phase("a", 5, "free", kind="party")),
        plan_of(phase("a", 5, "free", chat="sometimes")),
    ],
)
def test_a_plan_of_another_form_cannot(data: dict[str, Any]) -> None:
    assert not usable(data)
