"""The attendance engine: what counts as present, and that neither order nor repetition matters."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.attendance import PersonAttendance, Seconds, TraceEvent, attendance, present
from tests.sessions.attendance_by_tenths import seconds_by_tenths, told_by_tenths
from tests.sessions.traces import bad_day, device, known_trace, random_trace

WINDOW = (0.0, 5400.0)


def only(events: list[TraceEvent], window: Seconds = WINDOW, **rules: object) -> PersonAttendance:
    [found] = attendance(events, window, **rules).values()
    return found


def minutes(events: list[TraceEvent], **rules: object) -> float:
    return only(events, **rules).presence.seconds / 60


def test_the_known_trace_gives_88_minutes() -> None:
    assert minutes(known_trace(), bridge_seconds=60) == 88.0


def test_the_known_trace_without_bridging_misses_the_five_seconds() -> None:
    assert minutes(known_trace(), bridge_seconds=0) == pytest.approx(88.0 - 5 / 60)


def test_the_default_bridges_the_two_minutes_as_well() -> None:
    found = only(known_trace()).presence
    assert (found.seconds, found.bridged_seconds) == (5400, 125)


def test_two_devices_count_once() -> None:
    events = device("p1", "laptop", 0, 600) + device("p1", "phone", 300, 900)
    assert minutes(events) == 15


def test_a_silent_connection_ends_at_its_last_sign() -> None:
    assert only(device("p1", "laptop", 0, 600)).connections[0].end == 600


def test_silence_of_25_seconds_goes_on_and_longer_ends() -> None:
    events = [TraceEvent(at, "beat", "p1", "c") for at in (0, 25, 50.001)]
    assert only(events).presence.intervals == ((0, 25), (50.001, 50.001))


def test_tenths_of_seconds_are_exact() -> None:
    events = [TraceEvent(5.1, "beat", "p1", "c"), TraceEvent(30.1, "beat", "p1", "c")]
    assert only(events).presence.seconds == 25


def test_a_disconnect_is_a_sign_of_life() -> None:
    events = [TraceEvent(0, "connect", "p1", "c"), TraceEvent(20, "disconnect", "p1", "c")]
    assert only(events).presence.seconds == 20


def test_after_a_disconnect_only_a_new_sign_counts() -> None:
    events = device("p1", "c", 0, 100, leaves=True) + [TraceEvent(110, "beat", "p1", "c")]
    assert only(events, bridge_seconds=5).presence.seconds == 100


def test_a_move_between_rooms_is_no_sign_of_life() -> None:
    events = [*device("p1", "c", 0, 100), TraceEvent(120, "move", "p1", "c", room="pair 1")]
    assert only(events).presence.seconds == 100
    assert only(events).rooms == ("main", "pair 1")


def test_rooms_add_up_to_one_presence() -> None:
    events = device("p1", "a", 0, 600, leaves=True) + device("p1", "b", 600, 1200, room="pair 1")
    assert only(events, bridge_seconds=0).presence.intervals == ((0, 1200),)


def test_a_crash_ends_the_connections_of_its_process_at_their_last_sign() -> None:
    events = [*device("p1", "c", 0, 100), TraceEvent(105, "crash", process="w1")]
    events += [TraceEvent(110, "beat", "p1", "c"), TraceEvent(120, "beat", "p1", "c")]
    found = only(events, bridge_seconds=0)
    assert found.presence.intervals == ((0, 100), (110, 120))
    assert [one.ended_by for one in found.connections] == ["crash", "silence"]


def test_a_crash_of_another_process_ends_nothing() -> None:
    events = [*device("p1", "c", 0, 200), TraceEvent(105, "crash", process="w2")]
    assert only(events, bridge_seconds=0).presence.seconds == 200


def test_a_crash_follows_a_connection_to_its_new_process() -> None:
    events = [*device("p1", "c", 0, 200), TraceEvent(50, "connect", "p1", "c", process="w2")]
    events += [TraceEvent(105, "crash", process="w1"), TraceEvent(155, "crash", process="w2")]
    assert only(events, bridge_seconds=0).presence.intervals == ((0, 150), (160, 200))


def test_a_gap_is_bridged_up_to_the_limit() -> None:
    events = device("p1", "a", 0, 600) + device("p1", "b", 780, 900)
    assert only(events).presence.bridges == ((600, 780),)
    assert only(events, bridge_seconds=179).presence.bridges == ()


def test_only_gaps_inside_the_window_are_bridged() -> None:
    events = device("p1", "a", -100, -50) + device("p1", "b", 50, 100)
    assert only(events).presence.seconds == 50


def test_time_outside_the_window_does_not_count() -> None:
    assert only(device("p1", "a", -600, 6000)).presence.seconds == 5400


def test_excluded_time_counts_neither_for_nor_against() -> None:
    found = only(device("p1", "a", 0, 5400), outages=[(600, 1200), (900, 1500), (5300, 9000)]).presence
    assert found.seconds == found.countable_seconds == 5400 - 900 - 100


def test_bridged_time_in_an_outage_is_not_told_as_bridged() -> None:
    events = device("p1", "a", 0, 600) + device("p1", "b", 700, 900)
    found = only(events, outages=[(600, 660)]).presence
    assert (found.seconds, found.bridged_seconds) == (840, 40)


def test_checkpoints_are_counted_once_and_any_answer_counts() -> None:
    asked = [TraceEvent(at, "checkpoint", "p1", answered=said) for at, said in ((60, False), (60, True), (90, False))]
    found = only(device("p1", "a", 0, 600) + asked)
    assert (found.checkpoints.asked, found.checkpoints.answered) == (2, 1)
    assert "checkpoint_missed" in found.flags


def test_a_checkpoint_in_a_break_is_not_counted() -> None:
    asked = [TraceEvent(60, "checkpoint", "p1")]
    assert only(device("p1", "a", 0, 600) + asked, outages=[(50, 70)]).checkpoints.asked == 0


def test_late_and_early_are_flags_after_ten_minutes_and_cost_nothing() -> None:
    found = only(device("p1", "a", 601, 4799))
    assert {"late", "left_early"} <= set(found.flags)
    assert only(device("p1", "a", 600, 4800)).flags == ()


def test_time_that_does_not_count_makes_nobody_late() -> None:
    assert "late" not in only(device("p1", "a", 900, 5400), outages=[(0, 400)]).flags


def test_two_devices_at_once_are_flagged_and_one_after_the_other_are_not() -> None:
    together = device("p1", "a", 0, 600) + device("p1", "b", 590, 900)
    after = device("p1", "a", 0, 600) + device("p1", "b", 600, 900)
    assert "many_devices" in only(together).flags
    assert "many_devices" not in only(after).flags


def test_who_is_named_but_was_not_there_is_absent() -> None:
    found = only([TraceEvent(60, "checkpoint", "p1")])
    assert (found.presence.seconds, found.flags[0]) == (0, "absent")


def test_people_do_not_mix_even_with_the_same_name_of_a_connection() -> None:
    found = attendance(device("p2", "c", 0, 100) + device("p1", "c", 200, 300), WINDOW)
    assert {person: one.presence.seconds for person, one in found.items()} == {"p1": 100, "p2": 100}


def test_nobody_is_no_error() -> None:
    assert attendance([], WINDOW) == {}


@pytest.mark.parametrize("window", [(10, 10), (10, 5), (0, float("nan")), (0, float("inf"))])
def test_a_window_without_length_is_refused(window: Seconds) -> None:
    with pytest.raises(ValueError, match="window|ends before|number"):
        present([(0, 1)], window)


def test_closed_intervals_go_through_the_same_union() -> None:
    found = present([(0, 100), (50, 200), (230, 300)], (0, 400), bridge_seconds=30)
    assert (found.intervals, found.seconds) == (((0, 200), (230, 300)), 300)


# Traces like those a bad day makes.


@pytest.mark.parametrize("part", range(10))
def test_a_thousand_random_traces_agree_with_a_walk_by_tenths(part: int) -> None:
    for seed in range(part * 100, part * 100 + 100):
        chance = Random(seed)
        events = random_trace(chance)
        silence, bridge = chance.choice((5.0, 12.5, 25.0)), chance.choice((0.0, 8.0, 30.0, 60.0))
        outages = [(at / 10, at / 10 + chance.randrange(40)) for at in chance.sample(range(2600), 2)]
        found = attendance(events, (0, 300), silence_seconds=silence, bridge_seconds=bridge, outages=outages)
        expected = seconds_by_tenths(events, 300, silence, bridge, outages)
        told = {person: one.presence.seconds for person, one in found.items()}
        assert told == pytest.approx(expected, abs=1.0), seed
        assert told == pytest.approx(expected, abs=0.001), seed


@pytest.mark.parametrize("part", range(10))
def test_a_thousand_bad_days_agree_with_a_walk_by_tenths(part: int) -> None:
    """Outages, checks, crashes, devices beside each other, breakouts, clocks that differ, leaves without a word."""
    for seed in range(part * 100, part * 100 + 100):
        chance = Random(seed)
        events = bad_day(chance)
        silence, bridge = chance.choice((12.0, 25.0)), chance.choice((0.0, 60.0, 180.0))
        outages = [(at / 10, at / 10 + chance.randrange(60)) for at in chance.sample(range(2900), chance.randrange(4))]
        found = attendance(events, (0, 300), silence_seconds=silence, bridge_seconds=bridge, outages=outages)
        expected = told_by_tenths(events, 300, silence, bridge, outages)
        assert set(found) == set(expected), seed
        for person, told in expected.items():
            presence, checks = found[person].presence, found[person].checkpoints
            assert presence.seconds == pytest.approx(told.seconds, abs=0.001), (seed, person)
            assert presence.bridged_seconds == pytest.approx(told.bridged_seconds, abs=0.001), (seed, person)
            assert (checks.asked, checks.answered) == (told.asked, told.answered), (seed, person)


def test_bad_days_have_everything_that_can_go_wrong() -> None:
    """So that the thousand above are not a thousand quiet days."""
    seen: dict[str, int] = {}
    for seed in range(200):
        for one in attendance(bad_day(Random(seed)), (0, 300), outages=[(100, 110)], late_after_seconds=60).values():
            for flag in (*one.flags, *("breakout" for room in one.rooms if room != "main")):
                seen[flag] = seen.get(flag, 0) + 1
    wanted = ("late", "left_early", "bridged", "many_devices", "crash", "checkpoint_missed", "breakout")
    assert all(seen[flag] >= 20 for flag in wanted)


def test_a_gap_in_which_somebody_was_sent_out_is_not_bridged() -> None:
    found = present([(0, 100), (120, 300), (330, 400)], (0, 400), barred=[(105, 110), (300, 300)])
    assert (found.bridges, found.seconds) == (((300, 330),), 380)


traces = st.integers(0, 10**6).map(lambda seed: random_trace(Random(seed)))


days = st.integers(0, 10**6).map(lambda seed: bad_day(Random(seed)))


@given(traces | days, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_order_and_repetition_change_nothing(events: list[TraceEvent], chance: Random) -> None:
    again = [*events, *chance.sample(events, len(events) // 2)]
    chance.shuffle(again)
    assert attendance(again, (0, 300)) == attendance(events, (0, 300))


@given(traces, st.floats(0, 200), st.floats(0, 200))
@settings(max_examples=100, deadline=None)
def test_longer_bridges_never_take_time_away(events: list[TraceEvent], one: float, other: float) -> None:
    short, long = (attendance(events, (0, 300), bridge_seconds=value) for value in sorted((one, other)))
    assert all(short[person].presence.seconds <= long[person].presence.seconds for person in short)


@given(traces)
@settings(max_examples=100, deadline=None)
def test_nobody_is_present_longer_than_there_was_time(events: list[TraceEvent]) -> None:
    for one in attendance(events, (0, 300), outages=[(10, 40)]).values():
        assert 0 <= one.presence.bridged_seconds <= one.presence.seconds <= one.presence.countable_seconds == 270


@given(st.lists(st.tuples(st.floats(-100, 400), st.floats(0, 200)), max_size=12))
@settings(max_examples=100, deadline=None)
def test_an_interval_more_never_takes_time_away(starts: list[tuple[float, float]]) -> None:
    spans = [(start, start + length) for start, length in starts]
    fewer = present(spans[1:], (0, 300), bridge_seconds=30)
    assert fewer.seconds <= present(spans, (0, 300), bridge_seconds=30).seconds


@given(traces)
@settings(max_examples=50, deadline=None)
def test_the_raw_intervals_give_the_same_presence(events: list[TraceEvent]) -> None:
    for one in attendance(events, (0, 300)).values():
        raw = [(interval.start, interval.end) for interval in one.connections]
        assert present(raw, (0, 300)) == one.presence
