"""From a log to facts: windows, breaks, time without a facilitator, devices, acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue import events as ev
from dialogue.events import Happened
from recognition.evidence import facts_of

START, MINUTE = 1000.0, 60.0
STUDENT, LEAD = 1, 2
PLAN = {
    "id": "p",
    "title": "P",
    "phases": [
        {"id": "a", "title": "A", "minutes": 60},
        {"id": "b", "title": "B", "minutes": 10, "kind": "break"},
        {"id": "c", "title": "C", "minutes": 50},
    ],
}


def log_of(*timed, lead=((0, 120),), minutes=120, ended=120.0):
    """A log: ``timed`` are (minute, event); the lead is connected in the given spans."""
    events = [(-1.0, ev.SessionScheduled("s", START, minutes, PLAN))]
    events += [(-1.0, ev.SeatAdded(STUDENT, "student")), (-1.0, ev.SeatAdded(LEAD, "lead"))]
    events += [(0.0, ev.WentLive(LEAD)), *stay(LEAD, *lead), *timed, (ended, ev.Ended(LEAD, "ended"))]
    ordered = sorted(events, key=lambda one: one[0])
    return [Happened(seq, START + at * MINUTE, event) for seq, (at, event) in enumerate(ordered, start=1)]


def stay(seat, *spans, device="d"):
    """Connections of a seat in minutes; each has its own name."""
    moves = []
    for come, go in spans:
        name = f"{seat}-{device}-{come}"
        moves.append((come, ev.Connected(seat, name, f"{device}{seat}", "w")))
        moves.append((go, ev.Disconnected(seat, name, START + go * MINUTE, "left")))
    return moves


def minutes_of(facts):
    return round(facts.seats[STUDENT].presence.seconds / MINUTE, 3)


def held_minutes(facts):
    return round(facts.held_seconds / MINUTE, 3)


def test_a_session_that_never_went_live_has_no_window():
    assert facts_of([Happened(1, 0, ev.SessionScheduled("s", START, 120, PLAN))], 180).window is None


def test_an_overrun_counts_for_nobody():
    facts = facts_of(log_of(*stay(STUDENT, (0, 140)), lead=((0, 140),), ended=140.0), 180)
    assert (held_minutes(facts), minutes_of(facts)) == (120, 120)


def test_a_break_leaves_both_figures():
    rest = [(60.0, ev.PhaseStarted(1, 0, None)), (70.0, ev.PhaseStarted(2, 0, None))]
    facts = facts_of(log_of(*stay(STUDENT, (0, 60), (70, 120)), *rest), 180)
    assert (held_minutes(facts), minutes_of(facts)) == (110, 110)


def test_minutes_without_a_facilitator_leave_both_figures():
    facts = facts_of(log_of(*stay(STUDENT, (0, 120)), lead=((0, 30), (50, 120))), 180)
    assert (held_minutes(facts), minutes_of(facts)) == (100, 100)
    assert [one.why for one in facts.excluded] == ["unled"]


def test_a_short_reconnect_of_the_facilitator_takes_no_minute():
    facts = facts_of(log_of(*stay(STUDENT, (0, 120)), lead=((0, 30), (32, 120))), 180)
    assert held_minutes(facts) == 120


def test_a_gap_is_bridged_as_long_as_the_rule_says():
    log = log_of(*stay(STUDENT, (0, 50), (53, 120)))
    assert [minutes_of(facts_of(log, bridge)) for bridge in (180, 179)] == [120, 117]


def test_acts_before_the_start_are_no_taking_part():
    early = (-0.5, ev.Said(STUDENT, "all", 1, 5))
    later = (10.0, ev.Said(STUDENT, "all", 2, 5))
    assert facts_of(log_of(*stay(STUDENT, (-1, 120)), early, later), 180).seats[STUDENT].acts == 1


@pytest.mark.parametrize(
    ("spans", "flag"),
    [([(15, 120)], "late"), ([(0, 100)], "left_early"), ([(0, 50), (52, 120)], "bridged"), ([], "absent")],
)
def test_a_flag_says_what_to_look_at(spans, flag):
    assert flag in facts_of(log_of(*stay(STUDENT, *spans)), 180).seats[STUDENT].flags


def test_coming_in_nine_minutes_after_the_start_is_not_late():
    assert facts_of(log_of(*stay(STUDENT, (9, 120))), 180).seats[STUDENT].flags == ()


def test_a_second_device_is_told_and_counts_once():
    facts = facts_of(log_of(*stay(STUDENT, (0, 120)), *stay(STUDENT, (20, 60), device="phone")), 180)
    assert minutes_of(facts) == 120
    assert facts.seats[STUDENT].flags == ("many_devices",)


spans_of_minutes = st.lists(
    st.tuples(st.integers(0, 118), st.integers(1, 60)).map(lambda one: (one[0], min(120, one[0] + one[1]))), max_size=5
).map(lambda spans: list({come: (come, go) for come, go in spans}.values()))


@given(spans=spans_of_minutes, at=st.floats(0.1, 0.9), overlap=st.floats(0, 5))
def test_splitting_a_connection_into_two_overlapping_devices_changes_no_figure(spans, at, overlap):
    halves = [(come + (go - come) * at, go) for come, go in spans]
    first = [(come, min(go, middle + overlap)) for (come, go), (middle, _go) in zip(spans, halves, strict=True)]
    whole = facts_of(log_of(*stay(STUDENT, *spans)), 180)
    split = facts_of(log_of(*stay(STUDENT, *first), *stay(STUDENT, *halves, device="phone")), 180)
    assert minutes_of(split) == minutes_of(whole)
    assert split.held_seconds == whole.held_seconds


@given(spans=spans_of_minutes, lead=spans_of_minutes)
def test_nobody_is_present_longer_than_the_session_was_held(spans, lead):
    facts = facts_of(log_of(*stay(STUDENT, *spans), lead=lead), 180)
    assert 0 <= facts.seats[STUDENT].presence.seconds <= facts.held_seconds + 0.001


# -- outages, presence checks, the lobby, words of facilitators ----------------------------------------------


def facts(*timed, **more):
    return facts_of(log_of(*timed, **more), 180)


def check(n, at, answered=True, minutes=1.5):
    """A presence check of the student."""
    said = (STUDENT,) if answered else ()
    opened = (at, ev.CheckpointOpened(n, START + (at + minutes) * MINUTE))
    return [opened, (at + minutes, ev.CheckpointClosed(n, (STUDENT,), said))]


def outage(start, end):
    return end, ev.OutageNoted(START + start * MINUTE, START + end * MINUTE)


def test_an_outage_leaves_both_figures_even_for_who_was_there():
    found = facts(*stay(STUDENT, (0, 40), (50, 120)), outage(40, 45), outage(43, 50))
    assert (held_minutes(found), minutes_of(found)) == (110, 110)
    assert [one.why for one in found.excluded] == ["outage"]


def test_checks_are_counted_as_asked_and_answered():
    found = facts(*stay(STUDENT, (0, 120)), *check(1, 20), *check(2, 80, answered=False)).seats[STUDENT]
    assert ([one.answered for one in found.checks], found.answered) == ([True, False], 1)
    assert found.flags == ("checkpoint_missed",)


def test_a_check_that_met_an_outage_asked_nothing():
    found = facts(*stay(STUDENT, (0, 120)), *check(1, 20, answered=False), outage(21, 25)).seats[STUDENT]
    assert (found.checks, found.flags) == ((), ())


def test_who_was_not_in_the_room_was_not_asked():
    closed = ev.CheckpointClosed(1, (5,), ())
    found = facts(*stay(STUDENT, (0, 120)), (20, ev.CheckpointOpened(1, 0)), (21, closed)).seats[STUDENT]
    assert found.checks == ()


def test_a_minute_in_the_lobby_is_neither_present_nor_bridged():
    found = facts(*stay(STUDENT, (0, 120)), (30, ev.SentToLobby(STUDENT, LEAD)), (32, ev.Admitted(STUDENT, LEAD)))
    assert (minutes_of(found), found.seats[STUDENT].flags) == (118, ("outside",))


def test_a_removal_is_not_bridged_either():
    taken_out = [(30, ev.Removed(STUDENT, LEAD)), (32, ev.AllowedBack(STUDENT, LEAD))]
    assert minutes_of(facts(*stay(STUDENT, (0, 30), (32, 120)), *taken_out)) == 118


def test_back_in_a_moment_is_told_and_costs_nothing():
    moves = [(30, ev.WentAway(STUDENT, True)), (40, ev.WentAway(STUDENT, False))]
    found = facts(*stay(STUDENT, (0, 120)), *moves)
    assert (minutes_of(found), found.seats[STUDENT].flags) == (120, ("said_away",))


def test_a_word_given_in_the_room_is_kept_with_who_gave_it():
    found = facts(*stay(STUDENT, (0, 120)), (60, ev.Attested(STUDENT, LEAD)))
    assert [word.by for word in found.seats[STUDENT].words] == [LEAD]


@given(spans=spans_of_minutes, lead=spans_of_minutes, outages=spans_of_minutes)
def test_an_outage_never_makes_anybody_present_longer(spans, lead, outages):
    log = log_of(*stay(STUDENT, *spans), *(outage(*span) for span in outages), lead=lead)
    without, with_outages = facts_of(log_of(*stay(STUDENT, *spans), lead=lead), 180), facts_of(log, 180)
    assert with_outages.held_seconds <= without.held_seconds
    assert with_outages.seats[STUDENT].presence.seconds <= with_outages.held_seconds + 0.001
