"""What a log says for the record, against a recomputation that looks at the log again for each question."""

from collections.abc import Callable
from itertools import pairwise
from math import ceil
from random import Random

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.record import SeatRecord, Span, record_of
from tests.dialogue.depth import for_seeds
from tests.dialogue.moves import history
from tests.dialogue.rooms import ANA, BEN, LENA, MINUTES, PLAN, SAM, START, STUDENTS, Story, live_room, scheduled_room

type Log = list[ev.Happened]
type Matcher = Callable[[ev.Event], bool]


def seat_of(story: Story, number: int) -> SeatRecord:
    return record_of(story.log).seats[number]


def acts_of(story: Story, number: int) -> list[int]:
    return [act.seq for act in seat_of(story, number).acts]


# -- the recomputation -----------------------------------------------------------------------------------------


def naive_links(log: Log, seat: int) -> list[Span]:
    """For each opening the next closing of the same connection; without one, the end of the log."""
    spans = []
    for place, opened in enumerate(log):
        if isinstance(opened.event, ev.Connected) and opened.event.seat == seat:
            closings = [
                later.event.last_sign_at
                for later in log[place:]
                if isinstance(later.event, ev.Disconnected) and later.event.connection == opened.event.connection
            ]
            spans.append((opened.at, closings[0] if closings else log[-1].at))
    return sorted(spans)


def naive_spans(log: Log, seat: int) -> list[Span]:
    """The connections, cut wherever the person went out or in, without the pieces whose middle was outside."""
    outside = naive_outside(log, seat)
    edges = {edge for span in outside for edge in span}
    pieces = []
    for since, until in naive_links(log, seat):
        cuts = [since, *sorted(edge for edge in edges if since < edge < until), until]
        pieces += [(a, b) for a, b in pairwise(cuts) if not any(c <= (a + b) / 2 <= d for c, d in outside)]
    return sorted(pieces)


def naive_outside(log: Log, seat: int) -> list[Span]:
    return naive_stretches(
        log,
        lambda event: isinstance(event, ev.SentToLobby) and event.seat == seat,
        lambda event: (isinstance(event, ev.Admitted) and event.seat == seat) or isinstance(event, ev.Ended),
    )


def naive_away(log: Log, seat: int) -> list[Span]:
    return naive_stretches(
        log,
        lambda event: isinstance(event, ev.WentAway) and event.seat == seat and event.on,
        lambda event: (isinstance(event, ev.WentAway) and event.seat == seat) or isinstance(event, ev.Ended),
    )


def naive_stretches(log: Log, begins: Matcher, ends: Matcher) -> list[Span]:
    return stretches(log, [begins(one.event) for one in log], [ends(one.event) for one in log])


def naive_places(log: Log, seat: int) -> list[tuple[float, int]]:
    """After each event: the breakout of the seat, from the newest event that says so."""
    places = []
    for place, one in enumerate(log):
        said = 0
        for event in reversed([earlier.event for earlier in log[: place + 1]]):
            if isinstance(event, ev.PairsEnded | ev.Ended) or puts_out(event, seat):
                break
            if isinstance(event, ev.MovedTo) and event.seat == seat:
                said = event.room
                break
            if isinstance(event, ev.PairsStarted):
                said = next((n for n, seats in enumerate(event.rooms, start=1) if seat in seats), 0)
                break
        places.append((one.at, said))
    return places


def puts_out(event: ev.Event, seat: int) -> bool:
    by_seat = isinstance(event, ev.SentToLobby | ev.Removed) and event.seat == seat
    return by_seat or (isinstance(event, ev.SeatClosed) and event.number == seat)


def naive_turns(log: Log, seat: int) -> list[int]:
    ended = [one for one in log if isinstance(one.event, ev.TurnEnded) and one.event.seat == seat]
    return [one.seq for one in ended if one.event.seconds >= 2 and one.event.reason != "passed"]


def naive_lines(log: Log, seat: int) -> list[int]:
    return [one.seq for one in log if isinstance(one.event, ev.Said) and one.event.seat == seat]


def naive_checks(log: Log) -> list[int]:
    return [one.event.n for one in log if isinstance(one.event, ev.CheckpointClosed)]


def naive_outages(log: Log) -> set[float]:
    """All halves of seconds in an outage."""
    told = [(one.event.since, one.event.until) for one in log if isinstance(one.event, ev.OutageNoted)]
    return {n / 2 for since, until in told for n in range(ceil(since * 2), ceil(until * 2))}


def naive_written(log: Log, seat: int) -> list[int]:
    """Notes, topics, answers to prompts, and the first answer to each poll."""
    written = [one for one in log if isinstance(one.event, ev.NoteWritten | ev.TopicAdded | ev.Answered)]
    mine = [one for one in written if one.event.seat == seat]  # type: ignore[union-attr]
    polls = {one.event.poll: one.seq for one in reversed(mine) if isinstance(one.event, ev.Answered) and one.event.poll}
    others = [one.seq for one in mine if not (isinstance(one.event, ev.Answered) and one.event.poll)]
    return others + list(polls.values())


def stretches(log: Log, begins: list[bool], ends: list[bool]) -> list[Span]:
    """From each beginning to the next ending after it, or to the end of the log."""
    found: list[Span] = []
    for place, one in enumerate(log):
        if begins[place]:
            until = [later.at for later, over in zip(log[place + 1 :], ends[place + 1 :], strict=True) if over]
            found.append((one.at, until[0] if until else log[-1].at))
    return found


def naive_breaks(log: Log) -> list[Span]:
    moves = [isinstance(one.event, ev.PhaseStarted | ev.Ended) for one in log]
    begins = [
        isinstance(one.event, ev.PhaseStarted) and PLAN["phases"][one.event.index].get("kind") == "break" for one in log
    ]
    return stretches(log, begins, moves)


def naive_unled(log: Log) -> list[Span]:
    begins = [isinstance(one.event, ev.LeadLost) for one in log]
    return stretches(log, begins, [isinstance(one.event, ev.LeadTaken | ev.Ended) for one in log])


@for_seeds(5, 60, 1_000)
def test_a_record_equals_its_recomputation(seed: int) -> None:
    story = history(seed, moves=250)
    check_record(story.log)
    for number, seat in record_of(story.log).seats.items():
        state = story.room.seats[number]
        assert (seat.role, seat.country, seat.turns, seat.lines) == (
            state.role,
            state.country,
            state.turns,
            state.lines,
        )


@for_seeds(3, 30, 500)
def test_a_log_cut_anywhere_still_folds(seed: int) -> None:
    log = history(seed, moves=120).log
    for end in Random(seed).sample(range(1, len(log) + 1), k=min(12, len(log))):
        check_record(log[:end])


def check_record(log: Log) -> None:
    record = record_of(log)
    assert [check.n for check in record.checkpoints] == naive_checks(log)
    assert {n / 2 for a, b in record.outages for n in range(ceil(a * 2), ceil(b * 2))} == naive_outages(log)
    assert all(before[1] < after[0] for before, after in pairwise(record.outages))
    assert (record.last_seq, record.last_at) == (log[-1].seq, log[-1].at)
    assert record.breaks == naive_breaks(log)
    assert record.unled == naive_unled(log)
    for number, seat in record.seats.items():
        assert sorted(seat.spans) == naive_spans(log, number)
        acts = naive_turns(log, number) + naive_lines(log, number) + naive_written(log, number)
        assert [act.seq for act in seat.acts] == sorted(acts)
        assert (seat.outside, seat.away) == (naive_outside(log, number), naive_away(log, number))
        check_visits(log, seat)
        assert all(START - 3600 <= since <= until <= record.last_at for since, until in seat.spans)


def check_visits(log: Log, seat: SeatRecord) -> None:
    """Between any two events the seat is in the breakout that its visits name, and in one only."""
    for (at, room), (until, _next) in pairwise(naive_places(log, seat.number)):
        if at < until:
            there = [visit.room for visit in seat.visits if visit.since <= (at + until) / 2 < visit.until]
            assert there == ([room] if room else [])


# -- one by one ------------------------------------------------------------------------------------------------


def test_an_empty_log_has_an_empty_record() -> None:
    assert record_of([]).held is None


def test_a_session_that_nobody_started_was_not_held() -> None:
    assert record_of(scheduled_room().log).held is None


def test_a_session_is_held_until_it_is_ended() -> None:
    story = live_room()
    story.wait(600)
    story.asks(ask.EndSession(LENA))
    assert record_of(story.log).held == (START, START + 600)


def test_an_overrun_does_not_count_as_held() -> None:
    story = live_room()
    story.wait(3600 * 2)
    assert record_of(story.log).held == (START, START + MINUTES * 60)


def test_a_connection_counts_to_its_last_sign_of_life() -> None:
    story = live_room()
    story.wait(100)
    story.drops(ANA, silent_seconds=12)
    assert seat_of(story, ANA).spans == [(START, START + 88)]


def test_a_connection_that_is_open_counts_to_the_end_of_the_log() -> None:
    story = live_room()
    story.wait_unnoticed(60)
    story.asks(ask.Say(BEN, "hello"))
    assert seat_of(story, ANA).spans == [(START, START + 60)]


def test_two_devices_are_two_spans() -> None:
    story = live_room()
    story.comes(ANA, device="phone")
    assert (len(seat_of(story, ANA).spans), seat_of(story, ANA).devices) == (2, {"laptop", "phone"})


def test_a_turn_of_two_seconds_is_an_act() -> None:
    story = live_room()
    story.asks(ask.GiveTurn(LENA, ANA))
    story.wait(2)
    story.asks(ask.EndTurn(ANA))
    assert acts_of(story, ANA) == [len(story.log)]


def test_a_shorter_turn_is_no_act() -> None:
    story = live_room()
    story.asks(ask.GiveTurn(LENA, ANA))
    story.wait(1.9)
    story.asks(ask.EndTurn(ANA))
    assert acts_of(story, ANA) == []


def test_a_passed_turn_is_no_act_however_long_it_took() -> None:
    story = live_room(phase="names")
    story.wait(10)
    story.asks(ask.PassTurn(ANA))
    assert acts_of(story, ANA) == []


def test_a_written_line_is_an_act_like_a_turn() -> None:
    story = live_room()
    story.asks(ask.Say(ANA, "hello"))
    assert acts_of(story, ANA) == [len(story.log)]


def test_a_note_a_topic_and_an_answer_to_the_prompt_are_acts() -> None:
    story = live_room()
    for command in (ask.WriteNote(ANA, "hello"), ask.AddToBoard(ANA, "work"), ask.Answer(ANA, text="a tram")):
        story.asks(command)
        assert acts_of(story, ANA)[-1] == len(story.log)


def test_an_answer_to_a_poll_is_one_act_however_often_it_is_changed() -> None:
    story = live_room()
    story.asks(ask.OpenPoll(LENA, "Which?", ("a", "b")))
    for choice in (0, 1, 0):
        story.asks(ask.Answer(ANA, 1, (choice,)))
    assert acts_of(story, ANA) == [len(story.log) - 2]


def test_a_mark_is_no_act() -> None:
    story = live_room()
    story.asks(ask.AddToBoard(BEN, "work"))
    story.asks(ask.Mark(ANA, 1))
    assert acts_of(story, ANA) == []


def test_a_break_lasts_until_the_next_phase() -> None:
    story = live_room(phase="pause")
    story.wait(360)
    story.asks(ask.NextPhase(LENA))
    assert record_of(story.log).breaks == [(START, START + 360)]


def test_minutes_without_a_facilitator_are_told() -> None:
    story = live_room()
    story.asks(ask.Leave(SAM))
    story.asks(ask.Leave(LENA))
    story.wait(60)
    story.comes(SAM)
    assert record_of(story.log).unled == [(START, START + 60)]


def test_facilitators_are_known_by_their_role() -> None:
    seats = record_of(live_room().log).seats.values()
    assert [seat.number for seat in seats if seat.facilitates] == [LENA, SAM]


def test_students_keep_what_they_did_when_their_seat_is_closed() -> None:
    story = live_room()
    story.asks(ask.Say(ANA, "hello"))
    story.asks(server.TakeSeatAway(ANA))
    assert [seat_of(story, number).lines for number in STUDENTS] == [1, 0, 0, 0]
