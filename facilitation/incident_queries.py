"""What the pages about incidents show: the list of an exchange, one incident, the form of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.mail import zone_of
from accounts.models import User
from dialogue import commands as ask
from exchanges.models import Exchange
from facilitation.incident_timeline import timeline_of
from facilitation.models import ExchangeRemoval, Incident, IncidentNote
from sessions import log
from sessions.care_words import REPORT_CATEGORIES
from sessions.models import Seat
from sessions.people import name_of

State = Incident.State
# As Incident.may_be_about_facilitators.
NAMELESS = Q(source=Incident.Source.REPORTED, about_seat=0) & ~Q(category="technical")
MAY_BE_ABOUT_FACILITATORS = Q(about_facilitator=True) | NAMELESS
# How soon somebody should answer.
ANSWER_BY = {
    Incident.Kind.SAFEGUARDING: _("now, and call the emergency contact if there is danger"),
    Incident.Kind.CONDUCT: _("the same day"),
    Incident.Kind.CONTENT: _("within 24 hours, by the facilitator or you"),
    Incident.Kind.TECHNICAL: _("before the next session"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One incident in the list. ``by`` and ``about`` are names, or empty."""

    incident: Incident
    by: str
    about: str
    answer_by: Any


def incident_list(exchange: Exchange, reader: User, state: str, session: UUID | None) -> dict[str, object]:
    """``lines`` of the chosen state (open ones by default: open and in care), ``counts`` by state."""
    seen = visible(exchange, reader)
    counts = dict(seen.values_list("state").annotate(n=Count("pk")).order_by())
    rows = chosen(seen, state)
    if session is not None:
        rows = rows.filter(dialogue_session=session)
    rows = rows.select_related("dialogue_session__group", "owner")
    return {
        "exchange": exchange,
        "lines": lines_of(list(rows)),
        "state": state,
        "tabs": [(key, label, sum(counts.get(one, 0) for one in states)) for key, label, states in TABS],
        "zone": zone_of(reader).key,
    }


TABS: Sequence[tuple[str, Any, tuple[str, ...]]] = (
    ("to_do", _("To do"), (State.OPEN, State.IN_CARE)),
    ("closed", _("Closed"), (State.CLOSED,)),
    ("all", _("All"), tuple(State.values)),
)


def chosen(rows: QuerySet[Incident], state: str) -> QuerySet[Incident]:
    states = next((states for key, _label, states in TABS if key == state), tuple(State.values))
    return rows.filter(state__in=states)


def visible(exchange: Exchange, reader: User) -> QuerySet[Incident]:
    """Without what is about the reader, or about a facilitator of a session that the reader led."""
    rows = Incident.objects.filter(dialogue_session__exchange=exchange)
    own = Seat.objects.filter(user=reader, dialogue_session__exchange=exchange).values_list(
        "dialogue_session", "number", "role"
    )
    for session, number, role in own:
        rows = rows.exclude(dialogue_session=session, about_seat=number)
        if role in (Seat.Role.LEAD, Seat.Role.SUPPORT):
            rows = rows.exclude(MAY_BE_ABOUT_FACILITATORS, dialogue_session=session)
    return rows


def open_incidents(exchange: Exchange, reader: User) -> int:
    return visible(exchange, reader).exclude(state=State.CLOSED).count()


def lines_of(incidents: Sequence[Incident]) -> list[Line]:
    sessions = {incident.dialogue_session_id for incident in incidents}
    seats = Seat.objects.filter(dialogue_session__in=sessions).select_related("user")
    names = {(seat.dialogue_session_id, seat.number): name_of(seat)["name"] for seat in seats}
    return [line_of(incident, names) for incident in incidents]


def line_of(incident: Incident, names: dict[tuple[Any, int], str]) -> Line:
    session = incident.dialogue_session_id
    by, about = names.get((session, incident.by_seat), ""), names.get((session, incident.about_seat), "")
    return Line(incident, by, about, ANSWER_BY[Incident.Kind(incident.kind)])


def incident_page(incident: Incident, reader: User) -> dict[str, object]:
    [line] = lines_of([incident])
    return {
        "exchange": incident.dialogue_session.exchange,
        "incident": incident,
        "line": line,
        "category": REPORT_CATEGORIES.get(incident.category, ""),
        "words": incident.words or (log.words_at(incident.dialogue_session_id, incident.seq) if incident.seq else ""),
        "timeline": timeline_of(incident),
        "notes": incident.notes.select_related("author"),
        "kinds": Incident.Kind.choices,
        "may_lift": incident.source == Incident.Source.REMOVED and not is_lifted(incident),
        "for_exchange": ExchangeRemoval.objects.filter(incident=incident).exists(),
        "contacts": safeguarding_contacts(incident),
        "zone": zone_of(reader).key,
    }


def is_lifted(incident: Incident) -> bool:
    """By the coordinator, or by a facilitator in the room."""
    if incident.notes.filter(what=IncidentNote.What.LIFTED).exists():
        return True
    back = log.read_kinds(incident.dialogue_session_id, {"AllowedBack"}, incident.seq or 0)
    return any(getattr(one.event, "seat", 0) == incident.about_seat for one in back)


def safeguarding_contacts(incident: Incident) -> list[tuple[str, str]]:
    """University and its contact, for when there is danger."""
    exchange = incident.dialogue_session.exchange
    if exchange is None or incident.kind != Incident.Kind.SAFEGUARDING:
        return []
    institutions = exchange.participations.select_related("institution").order_by("institution__name")
    return [(one.institution.name, one.institution.safeguarding_contact) for one in institutions]


def report_page(seat: Seat, given: dict[str, str]) -> dict[str, object]:
    """The form of a report: categories, and whom it may be about (everybody else of the session)."""
    meeting = seat.dialogue_session
    others = meeting.seats.exclude(pk=seat.pk).select_related("user").order_by("role", "number")
    return {
        "meeting": meeting,
        "categories": [(name, REPORT_CATEGORIES[name]) for name in ask.REPORTS],
        "others": [(one.number, name_of(one)["name"], one.get_role_display()) for one in others],
        "most": ask.NOTE_CHARACTERS_MOST,
        "given": given,
    }


def appeal_page(incident: Incident) -> dict[str, object]:
    """For who was taken out: the reason, whether it is lifted, and what was asked so far."""
    removal = ExchangeRemoval.objects.filter(incident=incident).first()
    return {
        "meeting": incident.dialogue_session,
        "incident": incident,
        "reason": log.words_at(incident.dialogue_session_id, incident.seq) if incident.seq else "",
        "for_exchange": removal is not None,
        "lifted": is_lifted(incident),
        "appeals": incident.notes.filter(what=IncidentNote.What.APPEAL),
    }
