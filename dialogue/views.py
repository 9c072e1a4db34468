"""What an audience sees of a room, as plain data: built once per audience and version, drawn by the browser.

Audiences: ``students`` and ``facilitators``. Names are not here: the log and its views know seat numbers only,
the shell adds names from a table that can be erased.
"""

from functools import lru_cache
from typing import Any

from dialogue import commands as ask
from dialogue import permissions
from dialogue.care_view import care_view, hints_view, own_call
from dialogue.checks import check_count, check_for
from dialogue.floor_view import floor_care, floor_view, lengths_view, own_floor
from dialogue.pairs_view import own_pairs, pairs_view
from dialogue.refusals import Refused
from dialogue.room import pass_gate
from dialogue.state import FACILITATOR_ROLES, Connection, Room, SeatState
from dialogue.written_view import written_by, written_view

AUDIENCES = ("students", "facilitators")


def audience_of(role: str) -> str:
    return "facilitators" if role in FACILITATOR_ROLES else "students"


def view_for(room: Room, audience: str) -> dict[str, Any]:
    """The room as this audience may see it. Times are seconds since 1970 on the server clock."""
    linked = set(room.linked)
    return {
        **course_view(room),
        **floor_view(room, linked),
        "people": [person(room, n, linked, audience) for n, seat in sorted(room.seats.items()) if not seat.gone],
        **newest_view(room),
        **written_view(room, audience),
        **pairs_view(room, audience),
        **for_facilitators(room, audience),
    }


def course_view(room: Room) -> dict[str, Any]:
    """Where the session stands, the same for all."""
    return {
        "stage": room.stage,
        "starts_at": room.starts_at,
        "opens_at": room.opens_at(),
        "minutes": room.minutes,
        "live_at": room.live_at,
        "land_ends_at": room.land_ends_at,
        "ended_at": room.ended_at,
        "end_reason": room.end_reason,
        "lead": room.lead,
        "facilitated": room.lead is not None,
        "phase": phase_view(room),
        "drift_seconds": drift_seconds(room),
    }


def newest_view(room: Room) -> dict[str, Any]:
    return {"reaction": reaction_view(room), "plan_version": room.plan_version}


def for_facilitators(room: Room, audience: str) -> dict[str, Any]:
    if audience != "facilitators":
        return {}
    return {**lead_view(room), "hints": hints_view(room), **floor_care(room)}


def lead_view(room: Room) -> dict[str, Any]:
    """Who was taken out, so that it can be undone; how many answered the open presence check; who needs help."""
    removed = [n for n, seat in sorted(room.seats.items()) if seat.removed and not seat.closed]
    return {"removed": removed, "check": check_count(room), **care_view(room)}


def person(room: Room, number: int, linked: set[int], audience: str) -> dict[str, Any]:
    seat = room.seats[number]
    seen: dict[str, Any] = {
        "seat": number,
        "role": seat.role,
        "here": number in linked and not (room.live and seat.outside),
        "outside": number in linked and seat.outside,
        "away_at": seat.away_at,
        "seen": seat.seen,
        "back_soon": seat.back_soon,
        "muted": seat.muted,
        "camera": seat.camera,
    }
    if audience == "facilitators":
        seen |= {"turns": seat.turns, "phase_turns": seat.phase_turns, "lines": seat.lines, "attested": seat.attested}
    return seen


def phase_view(room: Room) -> dict[str, Any] | None:
    running, phase = room.running, room.phase
    if running is None or phase is None:
        return None
    return {
        "index": running.index,
        "id": phase.id,
        "mode": phase.mode,
        "kind": phase.kind,
        "chat": phase.chat,
        "started_at": running.started_at,
        "ends_at": running.ends_at,
        "over": running.over,
        "paused_at": running.paused_at,
        **lengths_view(room),
    }


def drift_seconds(room: Room) -> float | None:
    """How far the phase in progress started behind (+) or ahead (-) of the plan, from the time of going live.

    None without a plan, and after landing, when the plan is left.
    """
    if room.plan is None or room.running is None or room.live_at is None or room.stage == "landed":
        return None
    planned = room.seconds(sum(phase.minutes for phase in room.plan.phases[: room.running.index]))
    return round(room.running.started_at - room.live_at - planned, 1)


def reaction_view(room: Room) -> dict[str, Any] | None:
    if room.reaction is None:
        return None
    seat, reaction, at = room.reaction
    return {"seat": seat, "reaction": reaction, "at": at}


def private_view(room: Room, number: int) -> dict[str, Any]:
    """What only this seat is told: the place in the queue and which commands a rule lets through now."""
    seat = room.seats[number]
    place = room.hand_of(number)
    return {
        "seat": number,
        "role": seat.role,
        "waiting": room.waits(number),
        "removed": seat.gone,
        "queue_place": None if place is None else place + 1,
        "speaking": room.speaker is not None and room.speaker.seat == number,
        **own_floor(room, number),
        **own_pairs(room, number),
        "leading": room.lead == number,
        "help": own_call(room, number),
        **written_by(room, number),
        "check": check_for(room, number),
        "may": may(room.stage, seat.role, seat.outside, seat.gone),
    }


@lru_cache(maxsize=512)
def may(stage: str, role: str, outside: bool, gone: bool) -> tuple[str, ...]:
    """Names of the commands that the gate lets through for such a seat; the browser shows these and no others."""
    seats = {1: SeatState(role, outside=outside, removed=gone)}
    room = Room(stage=stage, seats=seats, connections={"one": Connection(1, "", "", 0.0)})
    return tuple(ask.do_of(kind) for kind in permissions.EVERY_COMMAND if passes(room, kind))


def passes(room: Room, kind: type[ask.Command]) -> bool:
    try:
        pass_gate(room, 1, kind)
    except Refused:
        return False
    return True
