"""The plan in the reader's language."""

from typing import Any

from dialogue.plan import plan_from
from dialogue.state import Room
from sessions.plan_frame import plan_frame

ENGLISH = {"title": "Doors", "prompt": "Welcome.", "plain": "Hello."}
DUTCH = {"title": "Deuren", "prompt": "Welkom.", "plain": "Hallo."}
PHASE = {"id": "doors", "minutes": 8, **ENGLISH, "translations": {"nl": DUTCH}, "notes": ["Greet each person."]}


def phase_for(reader: str, audience: str = "students", **plan: Any) -> dict[str, Any]:
    room = Room(plan=plan_from({"id": "p", "title": "P", "phases": [PHASE], **plan}))
    (phase,) = plan_frame(room, audience, reader).phases
    return phase


def test_a_reader_is_shown_the_own_language_and_can_ask_for_the_others() -> None:
    phase = phase_for("nl")
    assert phase["language"] == "nl"
    assert phase.items() >= DUTCH.items()
    assert phase["also"] == {"en": ENGLISH}


def test_a_language_that_the_plan_does_not_have_is_the_plans_own() -> None:
    phase = phase_for("ar")
    assert phase["language"] == "en"
    assert phase.items() >= ENGLISH.items()
    assert phase["also"] == {"nl": DUTCH}


def test_a_plan_may_be_written_in_another_language() -> None:
    assert phase_for("ar", language="it")["language"] == "it"


def test_notes_are_for_facilitators() -> None:
    assert "notes" not in phase_for("nl")
    assert phase_for("nl", "facilitators")["notes"] == PHASE["notes"]
