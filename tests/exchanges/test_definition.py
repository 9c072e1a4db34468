"""Each criterion of the definition: where it blocks, where it warns, where it is content."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.definition import Design, Finding, check, may_publish, open_remarks, result
from exchanges.figures import DateSpan, Facilitator, GroupRule, PlannedGroup, PlannedSession, WorkloadItem
from tests.exchanges.designs import FIRST_DAY, good_design, weekly


def found(design: Design, key: str) -> Finding:
    [finding] = [finding for finding in check(design) if finding.key == key]
    return finding


def level(design: Design, key: str) -> str:
    return found(design, key).level


def with_groups(**sizes: object) -> Design:
    return replace(good_design(), groups=replace(GroupRule(), **sizes))


def with_facilitators(*people: Facilitator) -> Design:
    return replace(good_design(), facilitators=people)


def with_partner(number: int, **figures: object) -> Design:
    partners = list(good_design().partners)
    partners[number] = replace(partners[number], **figures)
    return replace(good_design(), partners=tuple(partners))


def test_a_good_design_conforms() -> None:
    assert result(check(good_design()), {}) == "conforms"


def test_an_empty_design_is_judged_and_blocked() -> None:
    assert result(check(Design(kind="tep")), {}) == "blocked"


# C1 sustained


@pytest.mark.parametrize(("sessions", "expected"), [(2, "block"), (3, "warn"), (4, "ok")])
def test_c1_fewer_than_three_sessions_block_and_three_are_remarked(sessions: int, expected: str) -> None:
    assert level(replace(good_design(), sessions=weekly(sessions)), "C1:live_sessions") == expected


def test_c1_sessions_bunched_into_three_weeks_block() -> None:
    design = replace(good_design(), sessions=weekly(8, every_days=2))
    assert found(design, "C1:interaction_weeks").level == "block"
    assert found(design, "C1:interaction_weeks").figure == 3


def test_c1_group_work_makes_a_week_count() -> None:
    week = DateSpan(FIRST_DAY + timedelta(days=21), FIRST_DAY + timedelta(days=22))
    design = replace(good_design(), sessions=weekly(3), group_work=(week,))
    assert level(design, "C1:interaction_weeks") == "ok"


def test_c1_a_gap_of_fifteen_days_blocks_and_names_both_ends() -> None:
    finding = found(replace(good_design(), sessions=weekly(4, every_days=15)), "C1:longest_gap_days")
    assert (finding.level, finding.figure) == ("block", 15)
    assert finding.params == {"from_day": "2026-10-28", "to_day": "2026-11-12"}


def test_c1_a_gap_of_fourteen_days_is_in_order() -> None:
    assert level(replace(good_design(), sessions=weekly(4, every_days=14)), "C1:longest_gap_days") == "ok"


def test_c1_holidays_do_not_count_in_a_gap() -> None:
    holiday = DateSpan(FIRST_DAY + timedelta(days=5), FIRST_DAY + timedelta(days=11))
    design = replace(good_design(), sessions=weekly(2, every_days=21), holidays=(holiday,))
    assert found(design, "C1:longest_gap_days").figure == 14


def test_c1_a_holiday_on_the_day_of_a_session_changes_nothing() -> None:
    holiday = DateSpan(FIRST_DAY, FIRST_DAY)
    assert found(replace(good_design(), holidays=(holiday,)), "C1:longest_gap_days").figure == 7


def test_c1_group_work_that_lasts_bridges_a_gap() -> None:
    long = DateSpan(FIRST_DAY + timedelta(days=1), FIRST_DAY + timedelta(days=14))
    design = replace(good_design(), sessions=weekly(2, every_days=21), group_work=(long,))
    assert found(design, "C1:longest_gap_days").figure == 7


def test_c1_fewer_than_eight_live_hours_are_remarked() -> None:
    finding = found(replace(good_design(), sessions=weekly(5, minutes=95)), "C1:contact_hours")
    assert (finding.level, finding.figure) == ("warn", Decimal("7.92"))


# C3 synchronous


def test_c3_no_session_with_sound_blocks() -> None:
    silent = tuple(replace(planned, audio=False) for planned in weekly(8))
    assert level(replace(good_design(), sessions=silent), "C3:sessions_with_audio") == "block"


def test_c3_one_session_without_sound_is_remarked() -> None:
    silent = replace(weekly(1)[0], audio=False)
    assert level(replace(good_design(), sessions=(silent, *weekly(8)[1:])), "C3:sessions_with_audio") == "warn"


def test_c3_no_video_at_all_is_remarked() -> None:
    without = tuple(replace(planned, video=False) for planned in weekly(8))
    assert level(replace(good_design(), sessions=without), "C3:sessions_with_video") == "warn"


@pytest.mark.parametrize(("minutes", "expected"), [(44, "warn"), (45, "ok")])
def test_c3_sessions_shorter_than_45_minutes_are_remarked(minutes: int, expected: str) -> None:
    assert level(replace(good_design(), sessions=weekly(8, minutes)), "C3:shortest_session_minutes") == expected


@pytest.mark.parametrize(("minutes", "expected"), [(150, "ok"), (151, "warn")])
def test_c3_sessions_longer_than_150_minutes_are_remarked(minutes: int, expected: str) -> None:
    assert level(replace(good_design(), sessions=weekly(8, minutes)), "C3:longest_session_minutes") == expected


# C4 small groups


def test_c4_groups_that_do_not_stay_together_block() -> None:
    assert level(with_groups(persistent=False), "C4:groups_stay_together") == "block"


@pytest.mark.parametrize(("size", "expected"), [(12, "ok"), (13, "warn"), (15, "warn"), (16, "block")])
def test_c4_more_than_fifteen_in_a_group_block_and_more_than_twelve_are_remarked(size: int, expected: str) -> None:
    assert level(with_groups(size_max=size), "C4:group_maximum") == expected


def test_c4_a_target_below_six_is_remarked() -> None:
    assert level(with_groups(target_min=5), "C4:group_target") == "warn"


def test_c4_without_a_limit_per_class_four_classes_are_remarked() -> None:
    design = with_partner(0, classes=2)
    assert level(design, "C4:students_of_one_class") == "warn"
    assert level(replace(design, groups=GroupRule(max_per_class=2)), "C4:students_of_one_class") == "ok"


def test_c4_three_classes_are_not_asked_for_a_limit() -> None:
    assert "C4:students_of_one_class" not in {finding.key for finding in check(good_design())}


# C6 facilitated


def test_c6_a_qualification_that_ends_before_the_last_day_does_not_count() -> None:
    expired = tuple(replace(person, valid_until=date(2026, 12, 15)) for person in good_design().facilitators)
    finding = found(with_facilitators(*expired), "C6:groups_that_can_be_led")
    assert (finding.level, finding.figure, finding.limit) == ("block", 0, 8)


def test_c6_trainees_cannot_lead() -> None:
    trainees = tuple(Facilitator(f"T{n}", "F1", max_groups=2) for n in range(8))
    assert level(with_facilitators(*trainees), "C6:groups_that_can_be_led") == "block"


def test_c6_an_educator_with_training_on_file_may_lead() -> None:
    assert level(with_facilitators(Facilitator("E", "educator", max_groups=8)), "C6:groups_that_can_be_led") == "ok"


def test_c6_one_person_is_never_counted_as_two_facilitators_of_a_group() -> None:
    finding = found(with_facilitators(Facilitator("A", "F2", max_groups=99)), "C6:groups_with_two_facilitators")
    assert (finding.level, finding.figure) == ("warn", 0)


def test_c6_a_proposed_group_without_a_qualified_person_is_named() -> None:
    groups = (PlannedGroup("Blue", ("F0", "F1")), PlannedGroup("Green", ("nobody",)))
    finding = found(replace(good_design(), planned_groups=groups), "C6:groups_with_facilitator")
    assert (finding.level, finding.figure, finding.params["groups"]) == ("block", 1, "Green")


def test_c6_a_proposed_group_with_one_facilitator_is_remarked() -> None:
    groups = (PlannedGroup("Blue", ("F0",)),)
    assert level(replace(good_design(), planned_groups=groups), "C6:groups_with_two_facilitators") == "warn"


def test_c6_no_code_of_conduct_blocks() -> None:
    assert level(replace(good_design(), code_of_conduct=False), "C6:code_of_conduct") == "block"


def test_c6_a_facilitator_who_marks_students_is_remarked() -> None:
    people = (*good_design().facilitators, Facilitator("X", "F2", examiner=True))
    assert level(with_facilitators(*people), "C6:facilitators_who_examine") == "warn"


# C7 educational


def test_c7_one_learning_outcome_blocks() -> None:
    assert level(replace(good_design(), outcomes=("one",)), "C7:learning_outcomes") == "block"


def test_c7_no_workload_blocks() -> None:
    assert level(replace(good_design(), workload=()), "C7:workload_stated") == "block"


@pytest.mark.parametrize(
    ("hours", "expected"), [(39, "block"), (40, "warn"), (50, "ok"), (60, "ok"), (61, "warn"), (71, "block")]
)
def test_c7_hours_per_credit_are_held_to_25_to_30_and_20_to_35(hours: int, expected: str) -> None:
    design = replace(good_design(), workload=(WorkloadItem("all", Decimal(hours)),))
    assert level(design, "C7:hours_per_credit") == expected


def test_c7_without_credits_hours_per_credit_are_not_asked() -> None:
    keys = {finding.key for finding in check(replace(good_design(), credits=Decimal(0)))}
    assert keys.isdisjoint({"C7:hours_per_credit", "C7:institution_hours_per_credit"})


def test_c7_an_institution_with_odd_hours_per_credit_blocks() -> None:
    design = with_partner(0, hours_per_credit=Decimal(45))
    levels = [item.level for item in check(design) if item.key == "C7:institution_hours_per_credit"]
    assert sorted(levels) == ["block", "ok"]


def test_c7_more_live_hours_than_workload_block() -> None:
    design = replace(good_design(), workload=(WorkloadItem("live", Decimal("15.9")),))
    assert level(design, "C7:live_hours") == "block"


def test_c7_an_institution_without_a_way_to_recognise_is_named() -> None:
    finding = found(with_partner(2, recognition_route=" "), "C7:institutions_without_route")
    assert (finding.level, finding.params["institutions"]) == ("warn", "River")


# C9 intercultural


def test_c9_one_country_blocks() -> None:
    one = replace(good_design(), partners=good_design().partners[:1])
    assert level(one, "C9:countries") == "block"


def test_c9_a_partner_without_students_brings_no_country() -> None:
    assert found(with_partner(1, students=0), "C9:countries").figure == 2


@pytest.mark.parametrize(("students", "expected"), [(63, "ok"), (64, "warn")])
def test_c9_more_than_60_percent_of_one_country_is_remarked(students: int, expected: str) -> None:
    assert level(with_partner(0, students=students), "C9:largest_country_percent") == expected


def test_c9_a_proposed_group_of_one_country_blocks() -> None:
    groups = (PlannedGroup("Blue", members_by_country={"NL": 7}),)
    finding = found(replace(good_design(), planned_groups=groups), "C9:countries_in_group")
    assert (finding.level, finding.params["group"]) == ("block", "Blue")


def test_c9_a_proposed_group_with_a_large_majority_is_remarked_and_named() -> None:
    even, uneven = {"NL": 4, "IT": 4}, {"NL": 5, "IT": 3}
    groups = (PlannedGroup("A", members_by_country=even), PlannedGroup("B", members_by_country=uneven))
    finding = found(replace(good_design(), planned_groups=groups), "C9:largest_country_percent_in_group")
    assert (finding.level, finding.figure, finding.params["group"]) == ("warn", Decimal("62.50"), "B")


# N1, N5, N6


@pytest.mark.parametrize(("recorded", "expected"), [(48, "ok"), (49, "block")])
def test_n1_mostly_recorded_teaching_is_a_mooc(recorded: int, expected: str) -> None:
    assert level(replace(good_design(), recorded_hours=Decimal(recorded)), "N1:small_group_percent") == expected


def test_n1_lectures_for_all_groups_are_no_small_group_time() -> None:
    lectures = tuple(replace(planned, small_group=False) for planned in weekly(8))
    assert found(replace(good_design(), sessions=lectures), "N1:small_group_percent").figure == 0


def test_n1_without_groups_that_stay_there_is_no_small_group_time() -> None:
    assert found(with_groups(persistent=False), "N1:small_group_percent").figure == 0


def test_n5_an_online_course_is_published_without_the_name() -> None:
    course = replace(good_design(), kind="online_course")
    assert level(course, "N5:kind") == "block"
    assert may_publish(course, {})


@pytest.mark.parametrize(("sessions", "expected"), [(2, "block"), (3, "ok")])
def test_n6_one_meeting_or_two_are_no_virtual_exchange(sessions: int, expected: str) -> None:
    assert level(replace(good_design(), sessions=weekly(sessions)), "N6:live_sessions") == expected


def test_n6_a_taster_is_published_without_the_name() -> None:
    taster = replace(good_design(), kind="taster", sessions=weekly(1))
    assert result(check(taster), {}) == "blocked"
    assert may_publish(taster, {})


# TEP


@pytest.mark.parametrize("key", ["TEP:educators", "TEP:educator_countries"])
def test_tep_needs_educators_of_two_countries(key: str) -> None:
    assert level(replace(good_design(), educators=good_design().educators[:1]), key) == "block"


def test_tep_needs_a_shared_syllabus() -> None:
    assert level(replace(good_design(), shared_syllabus=False), "TEP:shared_syllabus") == "block"


def test_tep_needs_shared_outcomes() -> None:
    assert level(replace(good_design(), outcomes=()), "TEP:shared_outcomes") == "block"


@pytest.mark.parametrize(("moment", "expected"), [("publish", "warn"), ("start", "block")])
def test_tep_an_unsigned_agreement_is_remarked_before_publishing_and_blocks_the_start(
    moment: str, expected: str
) -> None:
    design = replace(good_design(), agreement_signed=False, moment=moment)
    assert level(design, "TEP:agreement_signed") == expected


@pytest.mark.parametrize(
    ("weeks", "least", "most"), [(3, "block", "ok"), (4, "ok", "ok"), (8, "ok", "ok"), (9, "ok", "block")]
)
def test_tep_takes_four_to_eight_weeks(weeks: int, least: str, most: str) -> None:
    design = replace(good_design(), sessions=weekly(weeks))
    assert (level(design, "TEP:weeks_least"), level(design, "TEP:weeks_most")) == (least, most)


def test_tep_three_video_sessions_at_start_middle_and_end_are_enough() -> None:
    tasks = tuple(DateSpan(planned.date, planned.date) for planned in weekly(8))
    design = replace(good_design(), sessions=weekly(3, every_days=21), group_work=tasks)
    assert level(design, "TEP:video_sessions") == "ok"
    assert level(design, "TEP:thirds_with_video_session") == "ok"
    assert level(design, "C1:longest_gap_days") == "ok"


def test_tep_a_third_without_a_video_session_blocks() -> None:
    design = replace(good_design(), sessions=weekly(4), ends_on=FIRST_DAY + timedelta(days=55))
    finding = found(design, "TEP:thirds_with_video_session")
    assert (finding.level, finding.figure) == ("block", 2)


def test_other_kinds_are_not_asked_for_the_template() -> None:
    assert all(item.criterion != "TEP" for item in check(replace(good_design(), kind="connect")))


# the word for the whole


def test_a_remark_without_a_reason_holds_back() -> None:
    design = replace(good_design(), sessions=weekly(8, minutes=160), workload=(WorkloadItem("all", Decimal(56)),))
    findings = check(design)
    assert [item.key for item in open_remarks(findings, {})] == ["C3:longest_session_minutes"]
    assert result(findings, {"C3:longest_session_minutes": "  "}) == "blocked"
    assert result(findings, {"C3:longest_session_minutes": "with a long break"}) == "conforms_with_remarks"


def test_no_reason_lifts_a_block() -> None:
    findings = check(replace(good_design(), code_of_conduct=False))
    assert result(findings, {"C6:code_of_conduct": "we trust each other"}) == "blocked"


designs = st.builds(
    lambda count, minutes, every, size, students: replace(
        with_partner(0, students=students),
        sessions=weekly(count, minutes, every),
        groups=GroupRule(size_max=size),
    ),
    st.integers(0, 12),
    st.integers(1, 300),
    st.integers(1, 30),
    st.integers(1, 30),
    st.integers(0, 200),
)
RANK = {"block": 0, "warn": 1, "ok": 2}


@given(designs, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_what_was_planned_changes_no_finding(design: Design, order: random.Random) -> None:
    shuffled = replace(
        design,
        sessions=tuple(order.sample(design.sessions, len(design.sessions))),
        facilitators=tuple(order.sample(design.facilitators, len(design.facilitators))),
    )
    assert check(shuffled) == check(design)


@given(designs, st.integers(1, 6))
@settings(max_examples=100, deadline=None)
def test_a_session_more_inside_the_time_never_worsens_c1(design: Design, days_later: int) -> None:
    if not design.sessions:
        return
    extra = PlannedSession(design.sessions[-1].date + timedelta(days=days_later), 60)
    before = {item.key: item.level for item in check(design) if item.criterion == "C1"}
    after = {item.key: item.level for item in check(replace(design, sessions=(*design.sessions, extra)))}
    assert all(RANK[after[key]] >= RANK[level] for key, level in before.items())


@given(designs)
@settings(max_examples=100, deadline=None)
def test_the_word_follows_from_the_gravest_finding(design: Design) -> None:
    levels = {item.level for item in check(design)}
    expected = "conforms" if levels == {"ok"} else "blocked"
    assert result(check(design), {}) == expected
