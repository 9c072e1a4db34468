"""Who is here: connections, the lobby of a live room, leaving, removal, and the lead.

A seat is here while any of its connections is open. Beats never enter the log: the event that closes a
connection carries its last sign of life, so the log alone is enough to count minutes.
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import outages
from dialogue import server_commands as server
from dialogue.lifecycle import open_lobby
from dialogue.media import with_device
from dialogue.pairs import bring_back
from dialogue.pausing import let_clock_go_on
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.speaking import clear_floor, drop_hand, give_next
from dialogue.state import FACILITATOR_ROLES, LEAD_HOLD_SECONDS, Connection, Room, SeatState, with_seat
from dialogue.values import replace

# Reasons of a disconnection after which no place is held.
FOR_GOOD = ("left", "removed")


@decides(server.Connect)
def connect(draft: Draft, command: server.Connect) -> None:
    """A second socket of the same device replaces the first; a lost connection that wakes up connects again."""
    refuse(draft.room.stage == "unscheduled", "not_open_yet")
    seat = open_seat(draft.room, command.seat)
    refuse(draft.room.over, "ended")
    open_lobby(draft)
    refuse(draft.room.stage == "scheduled", "not_open_yet")
    if command.connection in draft.room.connections:
        return
    for name, link in list(draft.room.connections.items()):
        if link.seat == command.seat and link.device == command.device:
            last = min(draft.now, max(link.since, command.signs.get(name, link.since)))
            draft.add(ev.Disconnected(command.seat, name, last, "replaced"))
    draft.add(ev.Connected(command.seat, command.connection, command.device, command.process, command.page))
    if seat.role in FACILITATOR_ROLES and draft.room.live and draft.room.lead is None:
        draft.add(ev.LeadTaken(command.seat, "returned"))
    give_next(draft)


def known_seat(room: Room, number: int) -> SeatState:
    refuse(number not in room.seats, "no_such_seat")
    return room.seats[number]


def open_seat(room: Room, number: int) -> SeatState:
    seat = known_seat(room, number)
    refuse(seat.closed, "seat_closed")
    refuse(seat.removed, "removed")
    return seat


@applies(ev.Connected)
def connected(room: Room, event: ev.Connected, at: float) -> Room:
    link = Connection(event.seat, event.device, event.process, at, event.page)
    room = replace(room, connections={**room.connections, event.connection: link})
    devices = with_device(room.seats[event.seat].devices, event.device)
    return with_seat(room, event.seat, seen=True, away_at=None, devices=devices, left_page="")


@decides(server.Disconnect)
def disconnect(draft: Draft, command: server.Disconnect) -> None:
    link = draft.room.connections.get(command.connection)
    refuse(link is None, "unknown_connection")
    assert link is not None
    last = min(draft.now, max(link.since, command.last_sign_at))
    draft.add(ev.Disconnected(link.seat, command.connection, last, command.reason))


@applies(ev.Disconnected)
def disconnected(room: Room, event: ev.Disconnected, at: float) -> Room:
    page = room.connections[event.connection].page if event.connection in room.connections else ""
    links = {name: link for name, link in room.connections.items() if name != event.connection}
    room = replace(room, connections=links)
    if room.here(event.seat):
        return room
    if event.reason in FOR_GOOD:
        return with_seat(room, event.seat, away_at=None, back_soon=False)
    return with_seat(room, event.seat, away_at=at, left_page=page)


@decides(server.LeaseLost)
def lease_lost(draft: Draft, command: server.LeaseLost) -> None:
    """The connections of a dead process end at their last sign, or at the process's own last beat.

    From that beat on the room could not be used there, through nobody's fault: an outage.
    """
    held = {name: link for name, link in draft.room.connections.items() if link.process == command.process}
    for name, link in held.items():
        last = min(draft.now, max(link.since, command.signs.get(name, command.last_beat_at)))
        draft.add(ev.Disconnected(link.seat, name, last, "lease_lost"))
    if held:
        outages.note(draft, command.last_beat_at, draft.now)


@decides(ask.Leave)
def leave(draft: Draft, command: ask.Leave) -> None:
    go_out(draft, command.seat, "left")


def go_out(draft: Draft, seat: int, reason: str) -> None:
    """Out with all devices: the turn ends, the place in the queue is given up."""
    if draft.room.speaker is not None and draft.room.speaker.seat == seat:
        clear_floor(draft, reason)
    drop_hand(draft, seat, reason)
    for name, link in list(draft.room.connections.items()):
        if link.seat == seat:
            draft.add(ev.Disconnected(seat, name, draft.now, reason))
    if draft.room.live and draft.room.lead == seat:
        pass_lead_on(draft)
    give_next(draft)


@decides(server.TakeSeatAway)
def take_seat_away(draft: Draft, command: server.TakeSeatAway) -> None:
    refuse(known_seat(draft.room, command.number).closed, "seat_closed")
    refuse(draft.room.over, "ended")
    go_out(draft, command.number, "removed")
    draft.add(ev.SeatClosed(command.number))


@applies(ev.SeatClosed)
def seat_closed(room: Room, event: ev.SeatClosed, at: float) -> Room:
    return with_seat(room, event.number, closed=True)


# -- the lobby of a live room, removal -------------------------------------------------------------------------


@decides(ask.Admit)
def admit(draft: Draft, command: ask.Admit) -> None:
    if known_seat(draft.room, command.who).outside:
        draft.add(ev.Admitted(command.who, command.seat))


@decides(ask.AdmitAll)
def admit_all(draft: Draft, command: ask.AdmitAll) -> None:
    for number, seat in draft.room.seats.items():
        if seat.outside:
            draft.add(ev.Admitted(number, command.seat))


@applies(ev.Admitted)
def admitted(room: Room, event: ev.Admitted, at: float) -> Room:
    return with_seat(room, event.seat, outside=False)


@decides(ask.SendToLobby)
def send_to_lobby(draft: Draft, command: ask.SendToLobby) -> None:
    seat = known_seat(draft.room, command.who)
    refuse(seat.role in FACILITATOR_ROLES, "is_facilitator")
    if seat.outside:
        return
    if draft.room.speaker is not None and draft.room.speaker.seat == command.who:
        clear_floor(draft, "skipped")
    drop_hand(draft, command.who, "skipped")
    draft.add(ev.SentToLobby(command.who, command.seat))
    give_next(draft)


@applies(ev.SentToLobby)
def sent_to_lobby(room: Room, event: ev.SentToLobby, at: float) -> Room:
    return with_seat(room, event.seat, outside=True)


@decides(ask.Remove)
def remove(draft: Draft, command: ask.Remove) -> None:
    seat, reason = known_seat(draft.room, command.who), command.reason.strip()
    refuse(seat.role in FACILITATOR_ROLES, "is_facilitator")
    refuse(not reason, "empty_text")
    refuse(len(reason) > ask.REASON_CHARACTERS_MOST, "too_long")
    if not seat.removed:
        go_out(draft, command.who, "removed")
        draft.add(ev.Removed(command.who, command.seat, reason, command.exchange))


@applies(ev.Removed)
def removed(room: Room, event: ev.Removed, at: float) -> Room:
    return with_seat(room, event.seat, removed=True, barred=event.exchange)


@decides(ask.AllowBack)
def allow_back(draft: Draft, command: ask.AllowBack) -> None:
    """What a facilitator did for the whole exchange, only the coordinator takes back."""
    seat = known_seat(draft.room, command.who)
    refuse(seat.barred, "barred")
    if seat.removed:
        draft.add(ev.AllowedBack(command.who, command.seat))


@decides(server.LiftRemoval)
def lift_removal(draft: Draft, command: server.LiftRemoval) -> None:
    if known_seat(draft.room, command.number).removed:
        draft.add(ev.AllowedBack(command.number, None))


@applies(ev.AllowedBack)
def allowed_back(room: Room, event: ev.AllowedBack, at: float) -> Room:
    return with_seat(room, event.seat, removed=False, barred=False)


# -- the lead --------------------------------------------------------------------------------------------------


@decides(ask.TakeLead)
def take_lead(draft: Draft, command: ask.TakeLead) -> None:
    if draft.room.lead != command.seat:
        draft.add(ev.LeadTaken(command.seat, "asked"))


@decides(ask.GiveLead)
def give_lead(draft: Draft, command: ask.GiveLead) -> None:
    seat = known_seat(draft.room, command.to)
    refuse(seat.role not in FACILITATOR_ROLES, "not_a_facilitator")
    refuse(not draft.room.inside(command.to), "not_here")
    if draft.room.lead != command.to:
        draft.add(ev.LeadTaken(command.to, "given"))


@applies(ev.LeadTaken)
def lead_taken(room: Room, event: ev.LeadTaken, at: float) -> Room:
    return replace(room, lead=event.seat)


@applies(ev.LeadLost)
def lead_lost(room: Room, event: ev.LeadLost, at: float) -> Room:
    return replace(room, lead=None)


def lead_due_at(room: Room) -> float | None:
    """When the hold of a lost lead is over; support has the lead well within 10 s of the detection."""
    away_at = room.seats[room.lead].away_at if room.live and room.lead is not None else None
    return None if away_at is None else away_at + LEAD_HOLD_SECONDS


def pass_lead_on(draft: Draft) -> None:
    """To another facilitator who is here; when there is none the plan goes on, its clock too."""
    others = draft.room.facilitators_here()
    if others:
        draft.add(ev.LeadTaken(others[0], "lead_lost"))
    else:
        draft.add(ev.LeadLost())
        bring_back(draft, None, "lead_lost")
        let_clock_go_on(draft, None)
