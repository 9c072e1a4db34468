"""The life of a session: scheduled, lobby, live, landed, ended, evidence closed."""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.pairing import couple
from dialogue.pairs import close_breakouts
from dialogue.plan import plan_from, usable
from dialogue.polls import close_with_session
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.speaking import clear_floor, give_next
from dialogue.state import FACILITATOR_ROLES, LAND_MINUTES, Room, SeatState
from dialogue.timing import start_phase
from dialogue.values import replace

SESSION_MINUTES = range(1, 24 * 60 + 1)
LOBBY_SECONDS = range(24 * 3600 + 1)
CLOCK_FACTORS = range(1, 601)


@decides(server.Schedule)
def schedule(draft: Draft, command: server.Schedule) -> None:
    refuse(draft.room.stage != "unscheduled", "already_scheduled")
    refuse(bool(command.plan) and not usable(command.plan), "bad_plan")
    lengths = command.minutes in SESSION_MINUTES and command.lobby_seconds in LOBBY_SECONDS
    refuse(not lengths or command.clock_factor not in CLOCK_FACTORS, "bad_minutes")
    draft.add(
        ev.SessionScheduled(
            session=command.session,
            starts_at=command.starts_at,
            minutes=command.minutes,
            plan=command.plan,
            lobby_seconds=command.lobby_seconds,
            clock_factor=command.clock_factor,
            met=command.met,
        )
    )


@applies(ev.SessionScheduled)
def scheduled(room: Room, event: ev.SessionScheduled, at: float) -> Room:
    return replace(
        room,
        session=event.session,
        stage="scheduled",
        starts_at=event.starts_at,
        minutes=event.minutes,
        plan=plan_from(event.plan) if event.plan else None,
        plan_version=event.plan_version,
        lobby_seconds=event.lobby_seconds,
        clock_factor=event.clock_factor,
        met=frozenset(couple(one, other) for one, other in event.met),
    )


@decides(server.AddSeat)
def add_seat(draft: Draft, command: server.AddSeat) -> None:
    refuse(draft.room.stage == "unscheduled", "not_scheduled")
    refuse(draft.room.over, "ended")
    known = draft.room.seats.get(command.number)
    refuse(known is not None and not known.closed, "seat_taken")
    draft.add(ev.SeatAdded(command.number, command.role, command.country))


@applies(ev.SeatAdded)
def seat_added(room: Room, event: ev.SeatAdded, at: float) -> Room:
    """A facilitator never waits outside, whatever the seat was before."""
    known = room.seats.get(event.number, SeatState(event.role))
    outside = known.outside and event.role not in FACILITATOR_ROLES
    seat = replace(known, role=event.role, country=event.country, closed=False, outside=outside)
    return replace(room, seats={**room.seats, event.number: seat})


def open_lobby(draft: Draft) -> None:
    if draft.room.stage == "scheduled" and draft.now >= draft.room.opens_at():
        draft.add(ev.LobbyOpened())


@applies(ev.LobbyOpened)
def lobby_opened(room: Room, event: ev.LobbyOpened, at: float) -> Room:
    return replace(room, stage="lobby")


@decides(ask.StartSession)
def start_session(draft: Draft, command: ask.StartSession) -> None:
    refuse(draft.room.live, "already_live")
    draft.add(ev.WentLive(command.seat))
    draft.add(ev.LeadTaken(leader_at_start(draft.room, command.seat), "started"))
    if draft.room.plan is not None:
        start_phase(draft, 0, command.seat)


def leader_at_start(room: Room, asker: int) -> int:
    """The assigned lead when here, else who started."""
    return next((n for n in room.facilitators_here() if room.seats[n].role == "lead"), asker)


@applies(ev.WentLive)
def went_live(room: Room, event: ev.WentLive, at: float) -> Room:
    return replace(room, stage="live", live_at=at)


@decides(ask.Land)
def land(draft: Draft, command: ask.Land) -> None:
    """Always closable in ten minutes: the last phase of the plan is the closing."""
    refuse(draft.room.stage == "landed", "landed_already")
    ends_at = draft.now + draft.room.seconds(LAND_MINUTES)
    close_breakouts(draft, command.seat, "landed")
    draft.add(ev.Landed(command.seat, ends_at))
    if draft.room.plan is not None:
        start_phase(draft, len(draft.room.plan.phases) - 1, command.seat, ends_at)
    else:
        give_next(draft)


@applies(ev.Landed)
def landed(room: Room, event: ev.Landed, at: float) -> Room:
    return replace(room, stage="landed", land_ends_at=event.ends_at)


@decides(ask.EndSession)
def end_session(draft: Draft, command: ask.EndSession) -> None:
    finish(draft, command.seat, "ended")


def finish(draft: Draft, by: int | None, reason: str) -> None:
    clear_floor(draft, "session")
    close_breakouts(draft, by, "session")
    close_with_session(draft)
    draft.add(ev.Ended(by, reason))


@applies(ev.Ended)
def ended(room: Room, event: ev.Ended, at: float) -> Room:
    room = replace(room, stage="ended", ended_at=at, end_reason=event.reason, pause_minute_until=None)
    return replace(room, queue=(), reply=None, speaker=None, running=None)


@decides(server.CloseEvidence)
def close_evidence(draft: Draft, command: server.CloseEvidence) -> None:
    refuse(draft.room.stage == "evidence_closed", "evidence_closed")
    refuse(draft.room.stage != "ended", "not_ended")
    draft.add(ev.EvidenceClosed())


@applies(ev.EvidenceClosed)
def evidence_closed(room: Room, event: ev.EvidenceClosed, at: float) -> Room:
    return replace(room, stage="evidence_closed")
