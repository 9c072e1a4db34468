"""What would help is said on pages in whole sentences, with people by name."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from matching.child import reason_in_names
from matching.engine.mends import SENTENCES
from matching.engine.types import Mend, Reason
from matching.mend_words import WORDS, MendLine, mend_line
from matching.models import MatchRun
from matching.queries import reason_lines
from tests.factories import make_exchange, make_student

FACILITATOR = Mend("facilitator", 2, 11, "Tue 17:00-20:30", "fr", proven=True)
PAIR = ("s1", "s2")


def line(mend: Mend) -> MendLine:
    found = mend_line(asdict(mend), "UTC")
    assert found is not None
    return found


def test_every_kind_of_the_engine_has_words() -> None:
    assert WORDS.keys() == SENTENCES.keys()


def test_a_proven_mend_says_how_many_get_a_place() -> None:
    assert line(FACILITATOR) == MendLine(
        "Find one more facilitator in French on Tue 17:00-20:30 (UTC), for 2 groups.",
        "Then 11 students get a place.",
        instead=False,
        place="facilitators",
    )


def test_a_mend_that_is_not_proven_may_help() -> None:
    assert line(replace(FACILITATOR, proven=False)).effect == "This may give 11 students a place."


@pytest.mark.parametrize(
    ("mend", "text"),
    [
        (Mend("student_hours", 90, 1, "Mon 08:00-09:30", who=("Ann",)), "Ask for 1.5 more hours on Mon 08:00-09:30"),
        (Mend("facilitator_groups", 1, 8, who=("Bob",)), "Ask Bob to lead 1 more group."),
        (Mend("facilitator", 1, 5, "Mon 08:00-09:30", "en", detail="captions"), "who offers: captions."),
        (Mend("facilitator_skill", 1, 5, who=("Bob",), detail="captions"), "Let Bob learn to offer: captions."),
        (Mend("student_level", 1, 1, language="en", who=("Ann",), detail="B2"), "Level B2 in English"),
        (Mend("unlink_together", 1, who=("Ann", "Bob")), "Give up the wish to stay together: Ann and Bob."),
        (Mend("unlink_apart", 1, who=("Ann", "Bob")), "Give up the wish to be kept apart: Ann and Bob."),
        (Mend("add_students", 2), "2 more students would be enough."),
        (Mend("add_students", 1, slot="Mon 08:00-09:30", language="fr", detail="country"), "of another country"),
        (Mend("leave_out", 1), "1 student fewer would do."),
        (Mend("size_min", 3), "Allow groups of 3 students."),
        (Mend("add_kinds", 1, detail="country"), "Add students of 1 more country."),
        (Mend("add_kinds", 2, detail="institutions"), "Add students of 2 more institutions."),
    ],
)
def test_a_mend_is_a_sentence(mend: Mend, text: str) -> None:
    assert text in line(mend).text


def test_a_kind_of_another_version_is_left_out() -> None:
    assert mend_line({"kind": "magic"}, "UTC") is None


def test_a_run_keeps_mends_with_names_and_the_page_says_them(db: Any) -> None:
    exchange = make_exchange()
    student = make_student(exchange, 0)
    mend = Mend("student_hours", 90, 1, "Mon 08:00-09:30", who=(f"s{student.pk}",), proven=True)
    reason = Reason("student_no_availability", "No hours. More.", (f"s{student.pk}",), cause="No hours.", mend=(mend,))
    run = MatchRun(
        exchange=exchange,
        inputs={"constraints": {"slot_anchor": "UTC"}},
        report={"reasons": [reason_in_names(reason)]},
    )
    (said,) = reason_lines(run)
    assert said["text"] == "No hours."
    assert said["mends"] == [
        MendLine(
            f"Ask for 1.5 more hours on Mon 08:00-09:30 (UTC): {student.user}.",
            "Then 1 student gets a place.",
            False,
            place="people",
        )
    ]
