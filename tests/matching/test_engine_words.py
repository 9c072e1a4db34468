"""What the engine says is said on pages in the language of the reader."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from exchanges.hour_words import times_in_words
from matching.engine import form
from matching.engine.weeks import parse_hours
from matching.engine_words import PROGRESS, explanation_pattern, in_words, progress_in_words
from tests.matching.engine.cohorts import RULES, cohort, facilitator, leaders, student

MORNINGS = "Mon 09:00-12:00;Tue 09:00-12:00"
LONELY = student(0, availability=parse_hours("Sun 02:00-04:00"))
UNSKILLED = [replace(one, access_skills=()) for one in leaders(4)]
FRENCH = [student(n, work_languages={"fr": "N"}) if n < 7 else student(n) for n in range(16)]
ANY_HOUR = "Sun 00:00-24:00;" + MORNINGS
PAIR = (("s000", "s001"),)
APART = [student(0, "Mon 09:00-12:00"), student(1, "Tue 09:00-12:00"), *cohort(16, MORNINGS)[2:]]
STRAND = [student(n, **({"country": "TR", "work_languages": {"fr": "N"}} if n < 6 else {})) for n in range(24)]
EARLY = [replace(student(n, "Mon 08:00-10:00" if n < 12 else "Thu 12:00-20:00"), tz="UTC") for n in range(24)]
LATE = [facilitator(n, "Thu 12:00-20:00" if n else "Mon 08:00-10:00", tz="UTC") for n in range(5)]
CHAIN = tuple((f"s{n:03}", f"s{n + 1:03}") for n in range(9))
# students, facilitators, rules: cohorts that cannot be formed, each for another reason
IMPOSSIBLE = {
    "nobody": ([], leaders(1), RULES),
    "too few": (cohort(3), leaders(3), RULES),
    "sizes": (cohort(9), leaders(3), replace(RULES, size_min=5, target_min=5)),
    "no hours": ([student(0, availability=()), *cohort(12)[1:]], leaders(3), RULES),
    "no language": ([student(0, work_languages={"en": "B1"}), *cohort(12)[1:]], leaders(3), RULES),
    "alone, with a start that would do": ([LONELY, *cohort(16, MORNINGS)[1:]], leaders(3, ANY_HOUR), RULES),
    "alone": ([LONELY, *cohort(16, MORNINGS)[1:]], leaders(3, MORNINGS), RULES),
    "nobody leads French": (FRENCH, leaders(4), RULES),
    "few facilitators": (cohort(40), leaders(2), RULES),
    "one country": ([student(n, country="NL") for n in range(12)], leaders(3), RULES),
    "one institution": ([student(n, institution="u_leiden") for n in range(12)], leaders(3), RULES),
    "access": ([student(0, access_needs=("captions",)), *cohort(12)[1:]], UNSKILLED, RULES),
    "together and apart": (cohort(12), leaders(3), replace(RULES, keep_together=PAIR, keep_apart=PAIR)),
    "together without a shared start": (APART, leaders(4), replace(RULES, keep_together=PAIR)),
    "one country in their hours": (STRAND, [facilitator(0, languages={"fr": "C2"}), *leaders(6)[1:]], RULES),
    "few facilitators in their hours": (EARLY, LATE, RULES),
    "too many together": (cohort(20), leaders(4), replace(RULES, keep_together=CHAIN)),
}


def said_in_dutch(text: str) -> str:
    with override("nl"):
        return in_words(text)


@pytest.mark.parametrize("why", IMPOSSIBLE)
def test_every_reason_is_said_in_dutch(why: str) -> None:
    students, facilitators, rules = IMPOSSIBLE[why]
    outcome = form(students, facilitators, rules, steps=200)
    assert outcome.reasons
    causes = [one.cause or one.text for one in outcome.reasons]
    assert [text for text in causes if said_in_dutch(text) == text] == []


def test_the_lack_of_groups_of_a_language_has_words_on_pages() -> None:
    (reason,) = form(cohort(12), [replace(one, max_groups=0) for one in leaders(3)], RULES, steps=10).reasons
    assert "max_groups" in reason.cause
    assert "max_groups" not in in_words(reason.cause)


def test_every_explanation_is_known_sentence_by_sentence() -> None:
    for people in (cohort(5), cohort(24), [student(n, gender="f" if n == 0 else "m") for n in range(13)]):
        outcome = form(people, leaders(4), RULES, steps=20)
        assert outcome.report is not None
        assert all(explanation_pattern().fullmatch(text) for text in outcome.report.explain.values())


def test_every_explanation_is_said_in_dutch() -> None:
    outcome = form(cohort(24), leaders(4), RULES, steps=200)
    assert outcome.report is not None
    assert [text for text in outcome.report.explain.values() if "studenten uit" not in said_in_dutch(text)] == []


def test_groups_and_points_are_said_as_on_the_board() -> None:
    outcome = form(cohort(5), leaders(1), RULES, steps=20)
    assert outcome.report is not None
    (text,) = outcome.report.explain.values()
    best = "The best single change found, s001 for s002 of g004, would cost 0.12 points of 100."
    said = in_words(text.replace("No single exchange or move keeps every rule.", best))
    assert said.endswith(best.replace("g004", "Group 4"))


def test_the_figures_and_names_of_a_reason_are_kept() -> None:
    reason = "Ann, Bob and 3 more: no stated hours hold a whole session of 90 minutes in every session week. "
    reason += "Ask for at least one span of 90 minutes."
    said = said_in_dutch(reason)
    assert "Ann, Bob en nog 3" in said
    assert said.count("90") == 2


def test_a_full_stop_in_a_name_ends_nothing() -> None:
    text = "Dr. A. de Wit must be kept together and also apart. Remove one of the two wishes."
    assert said_in_dutch(text).startswith("Dr. A. de Wit ")


def test_a_text_of_another_frame_is_shown_as_it_was_kept() -> None:
    assert said_in_dutch("An older version said this.") == "An older version said this."


def test_no_key_of_a_file_is_shown_to_a_coordinator() -> None:
    reason = form(cohort(3), leaders(3), RULES, steps=10).reasons[0].cause
    assert "size_min" in reason
    assert "size_min" not in in_words(reason)


@pytest.mark.parametrize("text", PROGRESS)
def test_progress_is_said_in_dutch(text: str) -> None:
    with override("nl"):
        assert progress_in_words(text) != text


def test_hours_have_the_days_of_the_language() -> None:
    with override("nl"):
        assert times_in_words("Mon 18:00-21:00;Tue 9:00-12:00") == "ma 18:00-21:00; di 9:00-12:00"
