"""What the matcher could not read is said in sentences before a run starts."""

import pytest

from matching import errors, services
from matching.inputs import leaders_of, students_of
from matching.readiness import faults, in_short, is_span
from tests.factories import make_coordinator, make_exchange, make_facilitator, make_student, make_students


@pytest.fixture
def exchange(db):
    exchange = make_exchange(working_languages={"en": "B2"})
    make_students(exchange, 3)
    make_facilitator(exchange)
    return exchange


def found(exchange):
    return faults(exchange, list(students_of(exchange)), leaders_of(exchange))


def test_a_cohort_that_can_be_read_has_no_faults(exchange):
    assert found(exchange) == []


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({"timezone": "Mars/Olympus"}, "has a time zone that does not exist: Mars/Olympus."),
        ({"availability": "Mon 12:00-11:00"}, "has hours that cannot be read: Mon 12:00-11:00."),
        ({"availability": "Mon 22:00-01:00"}, "Hours over midnight are two spans."),
        ({"work_languages": {"en": "D4"}}, "has a level that does not exist: en D4."),
    ],
)
def test_what_cannot_be_read_of_a_student_is_named(exchange, profile, said):
    student = make_student(exchange, 7, **profile)
    (sentence,) = found(exchange)
    assert sentence.startswith(str(student.user))
    assert said in sentence


def test_what_cannot_be_read_of_a_facilitator_is_named(exchange):
    make_facilitator(exchange, "Zoe", timezone="Nowhere", languages={"en": "good"})
    assert [sentence.split(" has ")[0] for sentence in found(exchange)] == ["Zoe", "Zoe"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"size_min": 9, "size_max": 8}, "sizes of groups contradict"),
        ({"target_max": 20}, "sizes of groups contradict"),
        ({"timezone": "Nowhere"}, "time zone that does not exist: Nowhere"),
        ({"working_languages": {"en": "B9"}}, "en B9"),
        ({"keep_apart": [[4, 4]]}, "names the same person twice"),
    ],
)
def test_rules_that_cannot_be_read_are_named(exchange, fields, said):
    for name, value in fields.items():
        setattr(exchange, name, value)
    assert said in " ".join(found(exchange))


def test_a_run_does_not_start_and_says_why(exchange):
    make_student(exchange, 7, timezone="Mars")
    with pytest.raises(errors.NotReady, match=r"Mars.*Nothing was started"):
        services.prepare_match(exchange, make_coordinator(exchange))


def test_more_than_ten_faults_are_counted():
    assert in_short(["No."] * 12) == " ".join(["No."] * 10) + " And 2 more like these."


@pytest.mark.parametrize("part", ["Mon 09:00-24:00", "Sun 00:00-00:30"])
def test_spans_of_one_day_are_read(part):
    assert is_span(part)


@pytest.mark.parametrize("part", ["Mon 9:00-10:00", "Mon 09:00-24:30", "mon 09:00-10:00", "Mon 09:00-09:00", "Mon"])
def test_other_spans_are_not(part):
    assert not is_span(part)
