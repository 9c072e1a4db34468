"""The room as one calculation: ``decide``, ``apply``, ``replay``, and when the clock has something to do.

The rules are by topic: lifecycle, presence, timing (the plan), speaking, chat. This module only joins them.
"""

from collections.abc import Iterable

from dialogue import (  # noqa: F401  (they register their rules)
    agreement,
    attesting,
    away,
    board,
    breakouts,
    captions,
    chat,
    checks,
    help,
    lifecycle,
    media,
    ordering,
    outages,
    pairs,
    pausing,
    permissions,
    polls,
    presence,
    prompts,
    readiness,
    replies,
    reporting,
    speaking,
    timing,
    turn_limits,
)
from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.refusals import Refused, refuse
from dialogue.registry import DECIDERS, Draft, decides, step
from dialogue.state import QUEUE_HOLD_SECONDS, SPEAKER_HOLD_SECONDS, Hand, Room

__all__ = ["Refused", "Room", "apply", "decide", "decided", "next_due_at", "replay"]


def decide(room: Room, command: server.AnyCommand, now: float) -> list[ev.Event]:
    """The events that the command causes at ``now``, at least one for a person's command with a name to it.

    Raises ``Refused`` when a rule forbids it, and nothing else.
    """
    return decided(room, command, now).events


def decided(room: Room, command: server.AnyCommand, now: float) -> Draft:
    """As ``decide``, with the room after each event: who commits them need not apply them once more."""
    draft = Draft(room, now)
    if isinstance(command, ask.Command):
        pass_gate(room, command.seat, type(command))
    DECIDERS[type(command)](draft, command)
    if isinstance(command, ask.Command):
        away.come_back(draft, command)
    pairs.seat_newcomers(draft, room)
    if isinstance(command, ask.Command) and not draft.events and type(command) not in permissions.UNSIGNED:
        draft.add(ev.CommandNoted(command.seat, type(command).__name__))
    return draft


def pass_gate(room: Room, number: int, kind: type[ask.Command]) -> None:
    """What holds for every person's command: a seat, a connection, the role, the stage of the session."""
    seat = presence.open_seat(room, number)
    refuse(room.stage == "evidence_closed", "evidence_closed")
    refuse(room.over and kind not in permissions.AFTER_END, "ended")
    refuse(not room.over and not room.here(number), "not_connected")
    refuse(not permissions.role_allows(seat.role, kind), "not_allowed")
    refuse(not room.over and not room.live and kind not in permissions.BEFORE_LIVE, "not_live")
    refuse(room.live and seat.outside and kind not in permissions.FROM_OUTSIDE, "in_lobby")


def apply(room: Room, happened: ev.Happened) -> Room:
    """The room after one event of the log."""
    return step(room, happened.event, happened.seq, happened.at)


def replay(log: Iterable[ev.Happened], room: Room | None = None) -> Room:
    room = room or Room()
    for happened in log:
        room = apply(room, happened)
    return room


# -- the clock -------------------------------------------------------------------------------------------------


def next_due_at(room: Room) -> float | None:
    """When ``TimeUp`` will next change something, or None."""
    times = [at for at in due_times(room) if at is not None]
    return min(times, default=None)


def due_times(room: Room) -> list[float | None]:
    return [
        room.opens_at() if room.stage == "scheduled" else None,
        timing.phase_due_at(room),
        checks.check_due_at(room),
        presence.lead_due_at(room),
        breakouts.ends_due_at(room),
        breakouts.alone_due_at(room),
        speaker_due_at(room),
        turn_limits.turn_due_at(room),
        pausing.minute_due_at(room),
        readiness.ready_due_at(room),
        *(hand_due_at(room, hand.seat) for hand in waiting(room)),
        room.hard_end_at(),
    ]


def waiting(room: Room) -> tuple[Hand, ...]:
    return room.queue if room.reply is None else (*room.queue, room.reply)


def hand_due_at(room: Room, seat: int) -> float | None:
    away_at = room.seats[seat].away_at
    return None if away_at is None else away_at + QUEUE_HOLD_SECONDS


def speaker_due_at(room: Room) -> float | None:
    away_at = room.seats[room.speaker.seat].away_at if room.speaker else None
    return None if away_at is None else away_at + SPEAKER_HOLD_SECONDS


@decides(server.TimeUp)
def time_up(draft: Draft, command: server.TimeUp) -> None:
    """Everything whose time has come, in one go; nothing when nothing is due. A room that is over begins no phase."""
    lifecycle.open_lobby(draft)
    checks.close_check(draft)
    if is_over(draft, pausing.minute_due_at(draft.room)):
        pausing.end_minute(draft, None)
    if is_over(draft, presence.lead_due_at(draft.room)):
        presence.pass_lead_on(draft)
    if is_over(draft, speaker_due_at(draft.room)):
        speaking.release_lost_speaker(draft)
    turn_limits.end_hard_turn(draft)
    for hand in waiting(draft.room):
        if is_over(draft, hand_due_at(draft.room, hand.seat)):
            speaking.drop_hand(draft, hand.seat, "away")
    pairs.move_with_the_clock(draft)
    if is_over(draft, draft.room.hard_end_at()):
        lifecycle.finish(draft, None, "time_over" if draft.room.live else "not_held")
    timing.move_with_the_clock(draft)
    readiness.move_on_when_ready(draft)


def is_over(draft: Draft, due_at: float | None) -> bool:
    return due_at is not None and draft.now >= due_at
