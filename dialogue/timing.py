"""The plan in time: phases start, are extended, paused and run over; late or doubled timers change nothing."""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.compressing import phase_seconds
from dialogue.ordering import order_queue
from dialogue.pairs import close_breakouts
from dialogue.pausing import running_of
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.speaking import clear_floor, put_back
from dialogue.state import Room, Running
from dialogue.values import replace

EXTEND_MINUTES = range(1, 16)


def start_phase(draft: Draft, index: int, by: int | None, ends_at: float | None = None) -> None:
    """The speaker's turn ends with the phase; raised hands stay: an entry survives a change of agenda.

    Whoever had hardly begun has a raised hand again.
    """
    assert draft.room.plan is not None
    interrupted = clear_floor(draft, "phase")
    if interrupted is not None:
        put_back(draft, interrupted, 0)
    close_breakouts(draft, by, "phase")
    phase = draft.room.plan.phases[index]
    draft.add(ev.PhaseStarted(index, ends_at or draft.now + phase_seconds(draft.room, index, draft.now), by))
    order_queue(draft, phase.order)


@applies(ev.PhaseStarted)
def phase_started(room: Room, event: ev.PhaseStarted, at: float) -> Room:
    """What was set or said for one phase ends with it: limits of turns, who is ready, the point to reply to."""
    rested = room.phase is not None and room.phase.kind == "break"
    return replace(
        room,
        seats={n: replace(seat, phase_turns=0) for n, seat in room.seats.items()},
        running=Running(event.index, at, event.ends_at, given_seconds=event.ends_at - at),
        break_ended_at=at if rested else room.break_ended_at,
        ready=frozenset(),
        turn_seconds=None,
        hard_turns=False,
        talking_piece=False,
        last_turn=None,
        reply=None,
    )


@decides(ask.NextPhase)
def next_phase(draft: Draft, command: ask.NextPhase) -> None:
    running = running_of(draft)
    refuse(in_last_phase(draft.room), "last_phase")
    start_phase(draft, running.index + 1, command.seat)


@decides(ask.PreviousPhase)
def previous_phase(draft: Draft, command: ask.PreviousPhase) -> None:
    index = running_of(draft).index - 1
    refuse(index < 0, "first_phase")
    start_phase(draft, index, command.seat)


@decides(ask.ExtendPhase)
def extend_phase(draft: Draft, command: ask.ExtendPhase) -> None:
    running = running_of(draft)
    refuse(command.minutes not in EXTEND_MINUTES, "bad_minutes")
    stands = draft.room.stands_since()
    ends_at = max(running.ends_at, draft.now if stands is None else stands) + draft.room.seconds(command.minutes)
    draft.add(ev.PhaseExtended(running.index, ends_at, command.seat))


@applies(ev.PhaseExtended)
def phase_extended(room: Room, event: ev.PhaseExtended, at: float) -> Room:
    assert room.running is not None
    return replace(room, running=replace(room.running, ends_at=event.ends_at, over=False))


@applies(ev.PhaseTimeOver)
def phase_time_over(room: Room, event: ev.PhaseTimeOver, at: float) -> Room:
    assert room.running is not None
    return replace(room, running=replace(room.running, over=True))


def phase_due_at(room: Room) -> float | None:
    """When the clock has something to do with the phase: to say once that it is over, or to move an unled room on."""
    running = room.running
    if running is None or room.stands_since() is not None:
        return None
    said_all = running.over and (room.lead is not None or in_last_phase(room))
    return None if said_all else running.ends_at


def in_last_phase(room: Room) -> bool:
    return room.plan is None or room.running is None or room.running.index + 1 >= len(room.plan.phases)


def move_with_the_clock(draft: Draft) -> None:
    """A led room is told that the time is over; a room without a facilitator goes on with the plan."""
    due = phase_due_at(draft.room)
    if due is None or draft.now < due:
        return
    running = running_of(draft)
    if not running.over:
        draft.add(ev.PhaseTimeOver(running.index))
    if draft.room.lead is None and not in_last_phase(draft.room):
        start_phase(draft, running.index + 1, None)
