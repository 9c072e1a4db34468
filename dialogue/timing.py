"""The plan in time: phases start, are extended, paused and run over; late or doubled timers change nothing."""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.pairs import close_breakouts
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.speaking import clear_floor, order_queue
from dialogue.state import Room, Running
from dialogue.values import replace

EXTEND_MINUTES = range(1, 16)


def start_phase(draft: Draft, index: int, by: int | None, ends_at: float | None = None) -> None:
    """The speaker's turn ends with the phase; raised hands stay (B1: an entry survives a change of agenda)."""
    assert draft.room.plan is not None
    clear_floor(draft, "phase")
    close_breakouts(draft, by, "phase")
    phase = draft.room.plan.phases[index]
    draft.add(ev.PhaseStarted(index, ends_at or draft.now + draft.room.seconds(phase.minutes), by))
    order_queue(draft, phase.order)


@applies(ev.PhaseStarted)
def phase_started(room: Room, event: ev.PhaseStarted, at: float) -> Room:
    seats = {n: replace(seat, phase_turns=0) for n, seat in room.seats.items()}
    return replace(room, seats=seats, running=Running(event.index, at, event.ends_at))


def running_of(draft: Draft) -> Running:
    refuse(draft.room.running is None, "no_plan")
    assert draft.room.running is not None
    return draft.room.running


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
    clock_at = draft.now if running.paused_at is None else running.paused_at
    ends_at = max(running.ends_at, clock_at) + draft.room.seconds(command.minutes)
    draft.add(ev.PhaseExtended(running.index, ends_at, command.seat))


@applies(ev.PhaseExtended)
def phase_extended(room: Room, event: ev.PhaseExtended, at: float) -> Room:
    assert room.running is not None
    return replace(room, running=replace(room.running, ends_at=event.ends_at, over=False))


@decides(ask.Pause)
def pause(draft: Draft, command: ask.Pause) -> None:
    refuse(running_of(draft).paused_at is not None, "is_paused")
    draft.add(ev.Paused(command.seat))


@applies(ev.Paused)
def paused(room: Room, event: ev.Paused, at: float) -> Room:
    assert room.running is not None
    return replace(room, running=replace(room.running, paused_at=at))


@decides(ask.Resume)
def resume(draft: Draft, command: ask.Resume) -> None:
    refuse(running_of(draft).paused_at is None, "not_paused")
    let_clock_go_on(draft, command.seat)


def let_clock_go_on(draft: Draft, by: int | None) -> None:
    """A phase whose clock stood ends later by as long as it stood."""
    running = draft.room.running
    if running is not None and running.paused_at is not None:
        draft.add(ev.Resumed(by, running.ends_at + draft.now - running.paused_at))


@applies(ev.Resumed)
def resumed(room: Room, event: ev.Resumed, at: float) -> Room:
    assert room.running is not None
    return replace(room, running=replace(room.running, ends_at=event.ends_at, paused_at=None))


@applies(ev.PhaseTimeOver)
def phase_time_over(room: Room, event: ev.PhaseTimeOver, at: float) -> Room:
    assert room.running is not None
    return replace(room, running=replace(room.running, over=True))


def phase_due_at(room: Room) -> float | None:
    """When the clock has something to do with the phase: to say once that it is over, or to move an unled room on."""
    running = room.running
    if running is None or running.paused_at is not None:
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
