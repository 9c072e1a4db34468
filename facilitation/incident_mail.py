"""Mails about incidents: that there is one and where, with no name and no word of it in the mail.

They go out at once by day. At night they rest until the reader's morning, except about safeguarding.
"""

import logging

from django.db.models import QuerySet
from django.urls import reverse

from accounts import mail, outbox
from accounts.models import User
from exchanges.access import coordinators_of
from facilitation.models import Incident, IncidentNote
from facilitation.removals import person_of
from sessions.models import Seat

logger = logging.getLogger(__name__)

# So that one hard session is one mail and not nine; the list shows all of them.
ONE_MAIL_A_SESSION = (Incident.Kind.CONTENT, Incident.Kind.TECHNICAL)


def readers_of(incident: Incident) -> list[User]:
    """Coordinators of the exchange, but nobody whom the report is about or may be about.

    When none is left, the administration: first who did not lead that session, then anybody but whom it is about.
    """
    partial = partial_readers(incident)
    administration = User.objects.filter(is_superuser=True, is_active=True)
    for readers in (
        coordinators_of(incident.dialogue_session.exchange_id).exclude(pk__in=partial),
        administration.exclude(pk__in=partial),
        administration.exclude(seats__in=seats_about(incident)),
    ):
        if found := list(readers):
            return found
    logger.error("incident %s has nobody who may read it: it needs another coordinator", incident.pk)
    return []


def partial_readers(incident: Incident) -> QuerySet[User]:
    """Who led the session, when the report may be about a facilitator; and in any case whom it is about."""
    about = seats_about(incident)
    led = incident.dialogue_session.seats.exclude(user=None).filter(role__in=("lead", "support"))
    return User.objects.filter(seats__in=about | led if incident.may_be_about_facilitators else about)


def seats_about(incident: Incident) -> QuerySet[Seat]:
    return incident.dialogue_session.seats.exclude(user=None).filter(number=incident.about_seat)


def mail_key(incident: Incident) -> str:
    """What is one mail: a removal; the reports of one person about conduct or safety in an hour; else a session."""
    if incident.source == Incident.Source.REMOVED:
        return f"incident:{incident.pk}"
    of_session = f"incidents:{incident.dialogue_session_id}:{incident.kind}"
    if incident.kind in ONE_MAIL_A_SESSION:
        return of_session
    return f"{of_session}:{incident.by_seat}:{incident.at:%Y%m%d%H}"


def tell_coordinators(incident: Incident) -> None:
    about = mail_key(incident)
    for reader in readers_of(incident):
        letter = mail.write(
            "facilitation/mail/incident.txt",
            reader,
            exchange=incident.dialogue_session.exchange,
            path=path_of(incident),
            urgent=is_urgent(incident),
        )
        post(f"{about}:{reader.pk}", reader, letter, incident)


def tell_of_appeal(incident: Incident, note: IncidentNote) -> None:
    for reader in readers_of(incident):
        letter = mail.write(
            "facilitation/mail/appeal.txt",
            reader,
            exchange=incident.dialogue_session.exchange,
            path=path_of(incident),
        )
        post(f"appeal:{note.pk}:{reader.pk}", reader, letter, incident)


def tell_who_is_out(incident: Incident) -> None:
    """To the person: that it is for all sessions, and where to ask."""
    tell_person(incident, "facilitation/mail/taken_out.txt", f"taken_out:{incident.pk}")


def tell_who_is_back(incident: Incident) -> None:
    tell_person(incident, "facilitation/mail/back.txt", f"back:{incident.pk}")


def tell_person(incident: Incident, template: str, key: str) -> None:
    person = person_of(incident)
    if person is None or not person.is_active:
        return
    path = reverse("facilitation:appeal", args=[incident.dialogue_session_id])
    letter = mail.write(template, person, exchange=incident.dialogue_session.exchange, path=path)
    outbox.post(key, person.email, letter.subject, letter.body, letter.language)


def post(key: str, reader: User, letter: mail.Letter, incident: Incident) -> None:
    at_any_hour = is_urgent(incident)
    outbox.post(key, reader.email, letter.subject, letter.body, letter.language, at_any_hour=at_any_hour)


def is_urgent(incident: Incident) -> bool:
    return incident.kind == Incident.Kind.SAFEGUARDING


def path_of(incident: Incident) -> str:
    exchange = incident.dialogue_session.exchange
    assert exchange is not None
    return reverse("facilitation:incident", args=[exchange.slug, incident.pk])
