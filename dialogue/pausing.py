"""When the clock of the plan stands: a facilitator's pause, and the quiet minute that anybody may ask for unsigned.

While it stands, neither the phase nor the turn of a speaker comes nearer to its end. Promises to people go on: places
and the floor are held from the detection of a loss.
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import PAUSE_MINUTE_SECONDS, Room, Running, Turn
from dialogue.values import replace

# After a quiet minute the group talks at least this long before the next (design: any student, one minute, unsigned).
PAUSE_MINUTE_GAP_SECONDS = 180.0
# A pause this long has been a break, as far as being tired goes.
BREAK_SECONDS_LEAST = 180.0


def running_of(draft: Draft) -> Running:
    refuse(draft.room.running is None, "no_plan")
    assert draft.room.running is not None
    return draft.room.running


# -- a facilitator's pause -------------------------------------------------------------------------------------


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
    """Ends a quiet minute first; a pause beside it goes on until it is ended too."""
    if draft.room.pause_minute_until is not None:
        end_minute(draft, command.seat)
        return
    refuse(running_of(draft).paused_at is None, "not_paused")
    let_clock_go_on(draft, command.seat)


def let_clock_go_on(draft: Draft, by: int | None) -> None:
    """A phase whose clock stood ends later by as long as it stood."""
    running = draft.room.running
    if running is None or running.paused_at is None:
        return
    if draft.room.pause_minute_until is not None:
        end_minute(draft, by)
    draft.add(ev.Resumed(by, running_of(draft).ends_at + draft.now - running.paused_at))


@applies(ev.Resumed)
def resumed(room: Room, event: ev.Resumed, at: float) -> Room:
    running = room.running
    assert running is not None
    assert running.paused_at is not None
    if at - running.paused_at >= room.scaled(BREAK_SECONDS_LEAST):
        room = replace(room, break_ended_at=at)
    room = stood(room, at - running.paused_at, running.paused_at)
    return replace(room, running=replace(running, ends_at=event.ends_at, paused_at=None))


def stood(room: Room, seconds: float, since: float) -> Room:
    """The turn that runs is not shorter for a pause, though people may have spoken in it."""
    turn = room.speaker
    if turn is None:
        return room
    own = max(0.0, seconds - max(0.0, turn.since - since))
    return replace(room, speaker=replace(turn, stood_seconds=turn.stood_seconds + own))


# -- the quiet minute ------------------------------------------------------------------------------------------


@decides(ask.PauseMinute)
def pause_minute(draft: Draft, command: ask.PauseMinute) -> None:
    """Nothing in the event tells who asked; what limits a single person is kept outside the log."""
    minute = draft.room.scaled(PAUSE_MINUTE_SECONDS)
    before = draft.room.pause_minute_at
    gap = minute + draft.room.scaled(PAUSE_MINUTE_GAP_SECONDS)
    refuse(before is not None and draft.now < before + gap, "pause_too_soon")
    draft.add(ev.PauseMinuteStarted(draft.now + minute))


@applies(ev.PauseMinuteStarted)
def pause_minute_started(room: Room, event: ev.PauseMinuteStarted, at: float) -> Room:
    return replace(room, pause_minute_until=event.until, pause_minute_at=at)


def minute_due_at(room: Room) -> float | None:
    return room.pause_minute_until


def end_minute(draft: Draft, by: int | None) -> None:
    running = draft.room.running
    ends_at = running.ends_at + quiet_seconds(draft.room, running.started_at, draft.now) if running else None
    draft.add(ev.PauseMinuteEnded(ends_at, by))


def quiet_seconds(room: Room, since: float, now: float) -> float:
    """How long the minute stopped what began at ``since``; a pause of the plan beside it is counted there."""
    assert room.pause_minute_at is not None
    assert room.pause_minute_until is not None
    paused_at = room.running.paused_at if room.running else None
    until = min(now, room.pause_minute_until, now if paused_at is None else paused_at)
    return max(0.0, until - max(room.pause_minute_at, since))


@applies(ev.PauseMinuteEnded)
def pause_minute_ended(room: Room, event: ev.PauseMinuteEnded, at: float) -> Room:
    if room.speaker is not None:
        room = replace(room, speaker=with_quiet(room, room.speaker, at))
    if room.running is not None and event.phase_ends_at is not None:
        room = replace(room, running=replace(room.running, ends_at=event.phase_ends_at))
    return replace(room, pause_minute_until=None)


def with_quiet(room: Room, turn: Turn, at: float) -> Turn:
    """Silence is no speaking. After the speaker was lost there was none anyway: that part stops the clock only."""
    away_at = room.seats[turn.seat].away_at
    quiet = quiet_seconds(room, turn.since, at)
    heard = quiet if away_at is None else quiet_seconds(room, turn.since, min(at, away_at))
    return replace(turn, since=turn.since + heard, stood_seconds=turn.stood_seconds + quiet - heard)
