"""Every reason has a sentence."""

from pathlib import Path

from recognition.rule_texts import _COUNTED, _SESSIONS, _WHOLE, text, texts
from recognition.rules import MakeUp, Reason, RuleSet, SessionEvidence, StudentEvidence, decide
from tests.recognition.evidence import attended, student

DOUBTFUL = attended(70, session_id="joint", signed_off=False)
MADE_UP = (MakeUp(7, DOUBTFUL), MakeUp(8, DOUBTFUL))


def every_reason() -> list[Reason]:
    odd: list[SessionEvidence] = [
        attended(1, held_seconds=0),
        attended(2, present_seconds=60),
        attended(3, acts=0),
        attended(4, signed_off=False, checkpoints_answered=0, flags=("log_broken",)),
        attended(5),
    ]
    cases = [
        student(6),
        student(5, make_ups=MADE_UP),
        student(1, of=1),
        StudentEvidence("e7", tuple(odd), sessions_to_come=2, open_objections=1),
    ]
    return [reason for case in cases for reason in decide(case, RuleSet()).reasons]


def test_no_reason_is_without_a_sentence_and_no_sentence_without_a_reason() -> None:
    assert {reason.code for reason in every_reason()} == {*_WHOLE, *_COUNTED, *_SESSIONS}


def test_every_sentence_can_be_filled_in() -> None:
    assert all("%(" not in text(reason) for reason in every_reason())


def test_sessions_are_said_as_whole_numbers() -> None:
    assert texts(decide(student(6), RuleSet())) == [
        "The requirements are met.",
        "6 of 8 sessions count. 6 are needed.",
        "Not present in sessions 7, 8.",
    ]


def test_one_session_is_said_in_the_singular() -> None:
    assert text(Reason("absent", (3,))) == "Not present in session 3."


def test_every_reason_is_explained_in_the_reference() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "rule-set.md").read_text()
    assert [code for code in (*_WHOLE, *_COUNTED, *_SESSIONS) if f"`{code}`" not in page] == []
