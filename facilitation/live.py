"""The live board: every room of a coordinator's exchanges that is open now, from what is kept beside the logs.

Of the logs themselves only calls for help of live rooms are read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.timezone import now

from accounts.errors import NotHere
from accounts.mail import zone_of
from accounts.models import User
from dialogue import events as ev
from exchanges.models import Exchange
from facilitation import alarms, incident_queries
from facilitation.models import Incident
from sessions import log, plan_frame
from sessions.models import DialogueSession, Seat
from sessions.present import LEADING, Present, present_in

State = DialogueSession.State
LIVE = (State.LIVE, State.LANDED)
# The lobby opens this long before the start (dialogue/).
LOBBY_MINUTES = 15
CALLS = ("HelpCalled", "HurtFlagged", "HelpDone")


@dataclass(frozen=True, slots=True)
class LiveRoom:
    """One card of the board. ``calls``: how many wait for help, never who."""

    meeting: DialogueSession
    present: Present
    calls: int
    incident: Incident | None
    waiting: alarms.Waiting | None
    facilitators: list[Seat]
    language: str
    at: datetime

    @property
    def is_live(self) -> bool:
        return self.meeting.state in LIVE

    @property
    def standing(self) -> str:
        """led, unled; before the start: ready (a facilitator is here), early, waiting (students are), nobody."""
        if self.is_live:
            return "led" if self.meeting.unled_since is None else "unled"
        if self.present.leaders_here:
            return "ready"
        if self.meeting.starts_at > self.at:
            return "early"
        return "waiting" if self.present.here else "nobody"

    @property
    def phases(self) -> list[Mapping[str, Any]]:
        attached = getattr(self.meeting, "session_plan", None)
        return attached.plan.body.get("phases", []) if attached else []

    @property
    def phase_number(self) -> int:
        """From 1; 0: none runs."""
        return 0 if self.meeting.phase is None else self.meeting.phase + 1

    @property
    def phase_title(self) -> str:
        """In the reader's language, where the plan has it. A room without its plan in the table has no title."""
        if not 0 < self.phase_number <= len(self.phases):
            return ""
        own = self.meeting.session_plan.plan.body.get("language", "en")
        shown = plan_frame.phase_of(self.phases[self.phase_number - 1], "students", own, self.language)
        return shown["title"]


def board(user: User, language: str, at: datetime | None = None) -> dict[str, object]:
    """``exchanges``: those with a room that is open, each with its rooms; ``next``: the first session after them.

    Raises ``NotHere`` for who coordinates nothing.
    """
    moment = at or now()
    own = list(Exchange.objects.filter(roles__user=user, roles__role="coordinator").order_by("title"))
    if not own:
        raise NotHere
    rooms = rooms_of(own, user, language, moment)
    sections = [(exchange, [one for one in rooms if one.meeting.exchange_id == exchange.pk]) for exchange in own]
    return {
        "exchanges": [(exchange, there) for exchange, there in sections if there],
        "open_rooms": len(rooms),
        "students_here": sum(len(one.present.here) for one in rooms),
        "waiting": [one.waiting for one in rooms if one.waiting],
        "next": next_session(own, moment),
        "at": moment,
        "zone": zone_of(user).key,
    }


def rooms_of(own: Iterable[Exchange], user: User, language: str, at: datetime) -> list[LiveRoom]:
    """Those that need somebody come first, then by their start."""
    meetings = open_meetings(own, at)
    present = present_in(meeting.pk for meeting in meetings)
    calls, incidents = calls_in(meetings), newest_incidents(meetings, user)
    leaders = facilitators_of(meetings)
    rooms = [
        LiveRoom(
            meeting,
            present[meeting.pk],
            calls.get(meeting.pk, 0),
            incidents.get(meeting.pk),
            alarms.waiting_in(meeting, present[meeting.pk], at),
            leaders.get(meeting.pk, []),
            language,
            at,
        )
        for meeting in meetings
    ]
    return sorted(rooms, key=lambda room: (room.waiting is None, room.calls == 0, room.meeting.starts_at))


def open_meetings(own: Iterable[Exchange], at: datetime) -> list[DialogueSession]:
    """Live ones, and those whose lobby is open and whose planned end is to come."""
    found = DialogueSession.objects.filter(exchange__in=list(own), kind=DialogueSession.Kind.SESSION)
    rows = found.select_related("exchange", "group", "session_plan__plan").order_by("starts_at", "pk")
    live = list(rows.filter(state__in=LIVE))
    soon, earliest = at + timedelta(minutes=LOBBY_MINUTES), at - timedelta(days=1)
    coming = rows.filter(state__in=alarms.NOT_STARTED, starts_at__lte=soon, starts_at__gte=earliest)
    return live + [one for one in coming if one.starts_at + timedelta(minutes=one.minutes) > at]


def next_session(own: Iterable[Exchange], at: datetime) -> DialogueSession | None:
    rows = DialogueSession.objects.filter(
        exchange__in=list(own), kind=DialogueSession.Kind.SESSION, state=State.SCHEDULED
    )
    later = rows.filter(starts_at__gt=at + timedelta(minutes=LOBBY_MINUTES))
    return later.select_related("exchange", "group").order_by("starts_at").first()


def calls_in(meetings: Iterable[DialogueSession]) -> dict[UUID, int]:
    """How many calls are open: a call ends when a facilitator says that it is taken care of (dialogue/help.py)."""
    live = [meeting.pk for meeting in meetings if meeting.state in LIVE]
    found: dict[UUID, int] = {}
    for session, happened in log.read_in_all(live, CALLS).items():
        seats: set[int] = set()
        for event in happened:
            if isinstance(event, ev.HelpDone):
                seats.discard(event.seat)
            elif isinstance(event, ev.HelpCalled | ev.HurtFlagged):
                seats.add(event.seat)
        found[session] = len(seats)
    return found


def newest_incidents(meetings: Iterable[DialogueSession], reader: User) -> dict[UUID, Incident]:
    """The newest incident of each session that this reader may see."""
    meetings = list(meetings)
    found: dict[UUID, Incident] = {}
    for exchange in {meeting.exchange for meeting in meetings if meeting.exchange}:
        rows = incident_queries.visible(exchange, reader).filter(dialogue_session__in=meetings)
        for incident in rows.order_by("at", "pk"):
            found[incident.dialogue_session_id] = incident
    return found


def facilitators_of(meetings: Iterable[DialogueSession]) -> dict[UUID, list[Seat]]:
    seats = Seat.objects.filter(dialogue_session__in=list(meetings), role__in=LEADING, removed_at=None)
    found: dict[UUID, list[Seat]] = {}
    for seat in seats.select_related("user").order_by("role", "number"):
        found.setdefault(seat.dialogue_session_id, []).append(seat)
    return found
