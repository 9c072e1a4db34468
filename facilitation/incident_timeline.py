"""What happened in a room around an incident: who was there, phases, moves, removals. Never what anybody said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from dialogue import events as ev
from dialogue.room import Room, apply
from facilitation.models import Incident
from sessions import log
from sessions.people import name_of

AROUND_SECONDS = 600.0
LATE_LINES_MOST = 200


@dataclass(frozen=True, slots=True)
class Moment:
    """``is_it``: the incident itself."""

    at: datetime
    words: str
    is_it: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """``here``: names of those in the room at that moment; ``phase``: its title, or "" outside a plan."""

    here: list[str]
    phase: str
    moments: list[Moment]


def timeline_of(incident: Incident) -> Timeline:
    """Ten minutes before and after. Empty for a report beside the room."""
    names = {seat.number: name_of(seat)["name"] for seat in incident.dialogue_session.seats.select_related("user")}
    if incident.seq is None:
        return Timeline([], "", [])
    return fold(log.read(incident.dialogue_session_id), incident.seq, incident.at.timestamp(), names)


def fold(happened: list[ev.Happened], seq: int, at: float, names: Mapping[int, str]) -> Timeline:
    room, then, moments = Room(), Room(), []
    for one in happened:
        if one.at > at + AROUND_SECONDS:
            break
        before, room = room, apply(room, one)
        if one.seq == seq:
            then = before
        if abs(one.at - at) <= AROUND_SECONDS and (words := words_of(one, before, room, names, seq)):
            moments.append(Moment(datetime.fromtimestamp(one.at, tz=UTC), words, one.seq == seq))
    here = [names.get(number, "?") for number in then.seats_inside(*{seat.role for seat in then.seats.values()})]
    return Timeline(here, then.phase.title if then.phase else "", moments[:LATE_LINES_MOST])


def words_of(one: ev.Happened, before: Room, after: Room, names: Mapping[int, str], seq: int) -> str:
    """A sentence, or "" for what is not told: words, and other people's calls and reports."""
    event: Any = one.event
    if one.seq == seq:
        return own_words(event, names)
    if isinstance(event, ev.Connected) and before.here(event.seat):
        return ""  # another device
    if isinstance(event, ev.Disconnected) and after.here(event.seat):
        return ""
    if isinstance(event, ev.PhaseStarted):
        return _("Phase “%(phase)s”") % {"phase": after.phase.title if after.phase else ""}
    teller = TELLERS.get(type(event))
    return teller(event, names) if teller else ""


def own_words(event: ev.Event, names: Mapping[int, str]) -> str:
    match event:
        case ev.Reported():
            return _("%(name)s made a report") % {"name": names.get(event.seat, "?")}
        case ev.HurtFlagged():
            return _("%(name)s said that something hurts") % {"name": names.get(event.seat, "?")}
        case ev.DistressTagged():
            values = {"by": names.get(event.by, "?"), "name": names.get(event.seat, "?")}
            return _("%(by)s asked to keep an eye on %(name)s") % values
    return taken_out(event, names)


def taken_out(event: Any, names: Mapping[int, str]) -> str:
    values = {"by": names.get(event.by, "?"), "name": names.get(event.seat, "?")}
    if event.exchange:
        return _("%(by)s took %(name)s out of all sessions of the exchange") % values
    return _("%(by)s took %(name)s out of the session") % values


def seat_did(sentence: Callable[[], str]) -> Callable[[Any, Mapping[int, str]], str]:
    return lambda event, names: sentence() % {"name": names.get(event.seat, "?")}


def moved(event: ev.MovedTo, names: Mapping[int, str]) -> str:
    values = {"name": names.get(event.seat, "?"), "room": event.room}
    if event.room == 0:
        return _("%(name)s came back to everybody") % values
    return _("%(name)s went into pair %(room)s") % values


def pairs_started(event: ev.PairsStarted, names: Mapping[int, str]) -> str:
    rooms = [", ".join(names.get(seat, "?") for seat in seats) for seats in event.rooms]
    return _("Everybody into pairs: %(rooms)s") % {"rooms": " · ".join(rooms)}


TELLERS: dict[type[ev.Event], Callable[[Any, Mapping[int, str]], str]] = {
    ev.WentLive: lambda event, names: _("The session began"),
    ev.Landed: lambda event, names: _("The closing began"),
    ev.Ended: lambda event, names: _("The session ended"),
    ev.LeadLost: lambda event, names: _("No facilitator was in the room"),
    ev.PairsEnded: lambda event, names: _("Everybody back from the pairs"),
    ev.PairsStarted: pairs_started,
    ev.MovedTo: moved,
    ev.Removed: taken_out,
    ev.Connected: seat_did(lambda: _("%(name)s came in")),
    ev.Disconnected: seat_did(lambda: _("%(name)s left or lost the connection")),
    ev.SentToLobby: seat_did(lambda: _("%(name)s was asked to wait outside")),
    ev.Admitted: seat_did(lambda: _("%(name)s was let in")),
    ev.AllowedBack: seat_did(lambda: _("%(name)s was allowed back")),
    ev.LeadTaken: seat_did(lambda: _("%(name)s led the room")),
}
