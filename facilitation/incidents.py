"""Incidents: from the log of a room to somebody who takes care, to a decision that is written down.

Nothing here changes what happened. Notes are added and never changed; closing needs a sentence.
"""

from contextlib import suppress
from datetime import UTC, datetime

from django.db import transaction
from django.utils.timezone import now

from accounts import audit
from accounts.models import User
from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.room import Refused
from facilitation import incident_mail, incident_queries, removals
from facilitation.errors import AppealsUsedUp, ClosingNeedsWords, NoteEmpty, NotRemoved, ReportInvalid
from facilitation.models import Incident, IncidentNote, SweptLog
from sessions import care, log, rooms
from sessions.models import DialogueSession, Seat

Kind, Source, State, What = Incident.Kind, Incident.Source, Incident.State, IncidentNote.What
LEADING = (Seat.Role.LEAD, Seat.Role.SUPPORT)
NOTE_CHARACTERS_MOST = 4000
APPEALS_MOST = 3
# Who answers, and how soon, follows from the kind.
KIND_OF_CATEGORY = {
    "unsafe": Kind.SAFEGUARDING,
    "harassment": Kind.CONDUCT,
    "hurtful": Kind.CONTENT,
    "technical": Kind.TECHNICAL,
    "other": Kind.CONDUCT,
}
# The room does not take a report from who has no open place in it (any more): it is written beside the room.
BESIDE_THE_ROOM = frozenset({"no_such_seat", "seat_closed", "removed", "evidence_closed", "not_connected"})


# -- from the log ------------------------------------------------------------------------------------------------


def gather(meeting: DialogueSession) -> list[Incident]:
    """Makes an incident of each event that needs one, once, and mails the coordinators. Returns the new ones."""
    if meeting.exchange_id is None or meeting.kind != DialogueSession.Kind.SESSION:
        return []
    swept, _ = SweptLog.objects.get_or_create(dialogue_session=meeting)
    found = log.read_kinds(meeting.pk, care.KINDS, swept.seq)
    made = [incident for happened in found if (incident := incident_of(meeting, happened)) is not None]
    if found:
        SweptLog.objects.filter(pk=swept.pk, seq__lt=found[-1].seq).update(seq=found[-1].seq)
    return made


@transaction.atomic
def incident_of(meeting: DialogueSession, happened: ev.Happened) -> Incident | None:
    """None when there is one already, or none is needed."""
    values = values_of(meeting, happened.event)
    if values is None:
        return None
    at = datetime.fromtimestamp(happened.at, tz=UTC)
    defaults = values | {"at": at}
    incident, is_new = Incident.objects.get_or_create(dialogue_session=meeting, seq=happened.seq, defaults=defaults)
    if not is_new:
        return None
    for_exchange = isinstance(happened.event, ev.Removed) and happened.event.exchange
    if for_exchange and removals.take_out(incident) is not None:
        incident_mail.tell_who_is_out(incident)
    incident_mail.tell_coordinators(incident)
    return incident


def values_of(meeting: DialogueSession, event: ev.Event) -> dict[str, object] | None:
    match event:
        case ev.Reported():
            kind = KIND_OF_CATEGORY[event.category]
            about_facilitator = is_facilitator(meeting, event.about)
            values = {"category": event.category, "about_facilitator": about_facilitator}
            return {"source": Source.REPORTED, "kind": kind, "by_seat": event.seat, "about_seat": event.about} | values
        case ev.Removed():
            return {"source": Source.REMOVED, "kind": Kind.CONDUCT, "by_seat": event.by, "about_seat": event.seat}
        case ev.HurtFlagged():
            return {"source": Source.HURT, "kind": Kind.CONTENT, "by_seat": event.seat}
        case ev.DistressTagged() if event.on:
            return {"source": Source.DISTRESS, "kind": Kind.CONTENT, "by_seat": event.by, "about_seat": event.seat}
    return None


def is_facilitator(meeting: DialogueSession, number: int) -> bool:
    return meeting.seats.filter(number=number, role__in=LEADING).exists()


def sweep(exchange_id: int) -> None:
    """Looks through what the logs of an exchange have gained, so that a call that was lost loses no incident.

    Read together: a season has thousands of logs, of which few have anything for the coordinator.
    """
    meetings = {meeting.pk: meeting for meeting in DialogueSession.objects.filter(exchange_id=exchange_id)}
    swept = dict(SweptLog.objects.filter(dialogue_session__in=meetings).values_list("dialogue_session", "seq"))
    grown = {session: seq for session, seq in log.newest(meetings).items() if seq > swept.get(session, 0)}
    for session in log.with_kinds(grown, care.KINDS):
        gather(meetings[session])
    marks = [SweptLog(dialogue_session=meetings[session], seq=seq) for session, seq in grown.items()]
    SweptLog.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["dialogue_session"], update_fields=["seq"], batch_size=500
    )


# -- from a page -------------------------------------------------------------------------------------------------


def report(seat: Seat, category: str, about: int, text: str) -> None:
    """A report from a page: into the log of the room while it takes one from this seat, else beside it.

    Raises ``ReportInvalid``.
    """
    meeting, words = seat.dialogue_session, cleaned(text)
    seats = {0, *meeting.seats.values_list("number", flat=True)}
    if category not in ask.REPORTS or about not in seats or len(words) > ask.NOTE_CHARACTERS_MOST:
        raise ReportInvalid
    try:
        rooms.act(meeting.pk, ask.Report(seat.number, category, words, about))
    except Refused as refused:
        if refused.code not in BESIDE_THE_ROOM:
            raise ReportInvalid from refused
        report_beside(seat, category, about, words)


@transaction.atomic
def report_beside(seat: Seat, category: str, about: int, words: str) -> Incident:
    meeting = seat.dialogue_session
    incident = Incident.objects.create(
        dialogue_session=meeting,
        at=now(),
        source=Source.REPORTED,
        kind=KIND_OF_CATEGORY[category],
        category=category,
        by_seat=seat.number,
        about_seat=about,
        about_facilitator=is_facilitator(meeting, about),
        words=words,
    )
    incident_mail.tell_coordinators(incident)
    return incident


@transaction.atomic
def appeal(incident: Incident, by: User, text: str) -> IncidentNote:
    """Who was taken out asks to look again; a closed incident opens. Raises ``NoteEmpty``, ``AppealsUsedUp``."""
    if incident.notes.filter(what=What.APPEAL).count() >= APPEALS_MOST:
        raise AppealsUsedUp(most=APPEALS_MOST)
    note = write(incident, by, What.APPEAL, text)
    if incident.state == State.CLOSED:
        change(incident, state=State.OPEN, closed_at=None)
    incident_mail.tell_of_appeal(incident, note)
    return note


# -- taking care -------------------------------------------------------------------------------------------------


@transaction.atomic
def take_care(incident: Incident, by: User) -> None:
    change(incident, owner=by, state=State.IN_CARE, closed_at=None)
    note(incident, by, What.TAKEN)


@transaction.atomic
def add_note(incident: Incident, by: User, text: str) -> IncidentNote:
    """Raises ``NoteEmpty``."""
    return write(incident, by, What.NOTE, text)


@transaction.atomic
def sort(incident: Incident, by: User, kind: str) -> None:
    """Another kind than the first guess."""
    if kind in Kind.values and kind != incident.kind:
        change(incident, kind=kind)
        note(incident, by, What.SORTED, kind)


@transaction.atomic
def close(incident: Incident, by: User, sentence: str) -> None:
    """Says what was decided. Raises ``ClosingNeedsWords``."""
    words = cleaned(sentence)
    if not words:
        raise ClosingNeedsWords
    owner = incident.owner or by
    change(incident, state=State.CLOSED, decided=words[:NOTE_CHARACTERS_MOST], closed_at=now(), owner=owner)
    note(incident, by, What.CLOSED, words)


@transaction.atomic
def reopen(incident: Incident, by: User) -> None:
    change(incident, state=State.IN_CARE, owner=by, closed_at=None)
    note(incident, by, What.REOPENED)


@transaction.atomic
def lift(incident: Incident, by: User) -> None:
    """The person may come back: into the room it happened in, and into all sessions if it was for the exchange.

    Raises ``NotRemoved``.
    """
    if incident.source != Source.REMOVED or incident_queries.is_lifted(incident):
        raise NotRemoved
    removals.let_back(incident, by)
    with suppress(Refused):  # a room that never knew the seat has nothing to lift
        rooms.act(incident.dialogue_session_id, server.LiftRemoval(incident.about_seat))
    note(incident, by, What.LIFTED)
    incident_mail.tell_who_is_back(incident)


def write(incident: Incident, by: User, what: IncidentNote.What, text: str) -> IncidentNote:
    words = cleaned(text)
    if not words:
        raise NoteEmpty
    return note(incident, by, what, words)


def cleaned(text: str) -> str:
    """What a field holds, without NUL, which PostgreSQL takes in no text."""
    return text.replace("\0", "").strip()


def note(incident: Incident, by: User, what: IncidentNote.What, text: str = "") -> IncidentNote:
    audit.record(by, f"incident.{what}", incident)
    return incident.notes.create(author=by, what=what, text=text[:NOTE_CHARACTERS_MOST])


def change(incident: Incident, **fields: object) -> None:
    for name, value in fields.items():
        setattr(incident, name, value)
    incident.save(update_fields=list(fields))
