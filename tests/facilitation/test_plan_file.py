"""A plan file is read whole or refused with the place and the reason."""

import copy

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dialogue.plan import plan_from
from facilitation.errors import PlanFileInvalid
from facilitation.plan_file import body_of, read_plan
from facilitation.services import shipped_plans

SMALL = {
    "schema": 1,
    "id": "small",
    "stage": "middle",
    "title": "Small",
    "duration_minutes": 30,
    "group": {"min": 4, "ideal": 6, "max": 8},
    "facilitators": 1,
    "language_level": "B1",
    "outcomes": ["Everyone has spoken"],
    "phases": [
        {
            "id": "round",
            "title": "Round",
            "minutes": 20,
            "min_minutes": 10,
            "mode": "round",
            "queue": {"order": "circle", "turn_seconds": 60, "pass": True},
            "chat": "open",
            "prompt": "Say your name.",
            "plain": "Your name?",
            "notes": [],
            "watch": [],
        },
        {
            "id": "pairs",
            "title": "Pairs",
            "minutes": 10,
            "min_minutes": 5,
            "mode": "pairs",
            "breakout": {"size": 2, "cross": "country", "avoid_repeat": True},
            "queue": {"order": "none"},
            "chat": "open",
            "prompt": "Talk.",
            "plain": "Talk.",
            "notes": [],
            "watch": [],
        },
    ],
}


def with_change(*path, value):
    changed = copy.deepcopy(SMALL)
    target = changed
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return yaml.safe_dump(changed).encode()


@pytest.mark.parametrize("path", shipped_plans(), ids=lambda path: path.stem)
def test_every_shipped_plan_is_read_and_runs_in_the_room(path):
    plan = read_plan(path.read_bytes(), path.name)
    value = plan_from(body_of(plan))
    assert plan.id == path.stem
    assert sum(phase.minutes for phase in value.phases) == plan.duration_minutes


def test_four_plans_are_shipped():
    assert {path.stem for path in shipped_plans()} == {"opening", "middle", "difficult", "closing"}


def test_reading_what_was_stored_gives_the_same_body():
    body = body_of(read_plan(yaml.safe_dump(SMALL).encode()))
    assert body_of(read_plan(yaml.safe_dump(body).encode())) == body


WRONG = {
    "the sum": (("duration_minutes",), 45, "duration_minutes"),
    "the shortest sum": (("phases", 0, "min_minutes"), 21, "phases[0].min_minutes"),
    "the round": (("phases", 0, "queue", "turn_seconds"), 150, "phases[0].minutes"),
    "a queue without a limit": (("phases", 0, "queue"), {"order": "hands"}, "phases[0].queue"),
    "pairs without rooms": (("phases", 1, "breakout"), None, "phases[1].breakout"),
    "the same id": (("phases", 1, "id"), "round", "phases[1].id"),
    "sizes": (("group", "min"), 7, "group"),
    "an unknown key": (("phases", 0, "colour"), "red", "phases[0]"),
    "an unknown mode": (("phases", 0, "mode"), "dance", "phases[0].mode"),
    "a text for a number": (("phases", 0, "minutes"), "20", "phases[0].minutes"),
    "no phases": (("phases",), [], "phases"),
    "another schema": (("schema",), 2, "schema"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_refused_with_the_place(case):
    path, value, where = WRONG[case]
    with pytest.raises(PlanFileInvalid) as refused:
        read_plan(with_change(*path, value=value), "wrong.yaml")
    assert refused.value.params["where"] == where
    assert "wrong.yaml" in str(refused.value)


@given(st.binary(max_size=200))
def test_whatever_the_bytes_nothing_but_a_refusal_comes_out(data):
    with pytest.raises(PlanFileInvalid):
        read_plan(data)


def test_a_plan_that_cannot_shrink_to_ninety_minutes_is_refused():
    long = copy.deepcopy(SMALL)
    long["duration_minutes"] = 120
    long["phases"][0] |= {"minutes": 110, "min_minutes": 90}
    with pytest.raises(PlanFileInvalid) as refused:
        read_plan(yaml.safe_dump(long).encode())
    assert refused.value.params["where"] == "phases"


def test_a_translation_is_whole() -> None:
    with pytest.raises(PlanFileInvalid) as error:
        read_plan(with_change("phases", 0, "translations", value={"nl": {"title": "Ronde", "prompt": "Zeg je naam."}}))
    assert "plain" in str(error.value)


def test_a_translation_into_the_language_of_the_plan_is_a_mistake() -> None:
    words = {"title": "Round", "prompt": "Say your name.", "plain": "Your name?"}
    with pytest.raises(PlanFileInvalid) as error:
        read_plan(with_change("phases", 0, "translations", value={"en": words}))
    assert "phases[0].translations" in str(error.value)


def test_the_shipped_plans_are_there_in_dutch_too() -> None:
    for path in shipped_plans():
        plan = read_plan(path.read_bytes())
        assert [phase.id for phase in plan.phases if "nl" not in phase.translations] == []
