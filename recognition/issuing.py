"""Certificates: issued on a decision, printed when first needed, revoked with a reason. Never edited."""

import hashlib
from collections.abc import Collection

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.timezone import now

from accounts.audit import record
from accounts.models import User
from exchanges.models import Exchange
from recognition import codes, errors
from recognition.certificate_texts import WORDS
from recognition.certificates import pdf_of
from recognition.models import Certificate, Decision
from recognition.papers import content_of, language_for
from recognition.services import newest_decisions, refuse_short

FOLDER = "certificates"


@transaction.atomic
def issue_certificate(decision: Decision, by: User | None = None, language: str = "") -> Certificate:
    """The certificate of a decision "certified", in the student's language or English. Issuing again gives the same.

    Raises ``NotCertified`` unless the decision says so and is the newest on this student, ``NameNotPrintable``.
    """
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("exchange", "enrolment__user")
        .get(pk=decision.pk)
    )
    made = Certificate.objects.filter(decision=decision).first()
    if made is not None:
        return made
    newest = newest_decisions(decision.exchange).get(decision.enrolment_id)
    if decision.outcome != Decision.Outcome.CERTIFIED or newest is None or newest.pk != decision.pk:
        raise errors.NotCertified
    code = codes.new_code()
    spoken = language if language in WORDS else language_for(decision.enrolment.user)
    made = Certificate.objects.create(
        decision=decision, code=code, language=spoken, content=content_of(decision, code, spoken)
    )
    record(by, "recognition.issue", made)
    return made


def print_certificate(certificate: Certificate) -> bytes:
    """The PDF: the stored one, else made from the frozen content and stored. The same content gives the same bytes."""
    if certificate.pdf_path and default_storage.exists(certificate.pdf_path):
        with default_storage.open(certificate.pdf_path) as file:
            stored: bytes = file.read()
        return stored
    made = pdf_of(certificate.content)
    path = default_storage.save(f"{FOLDER}/{certificate.code}.pdf", ContentFile(made))
    digest = hashlib.sha256(made).hexdigest()
    if certificate.pdf_sha256 not in ("", digest):
        record(None, "recognition.printed_anew", certificate, before=certificate.pdf_sha256, after=digest)
    certificate.pdf_path, certificate.pdf_sha256 = path, digest
    certificate.save(update_fields=["pdf_path", "pdf_sha256"])
    return made


@transaction.atomic
def revoke(certificate: Certificate, by: User, reason: str) -> Certificate:
    """The verify page says so from now on, with the day. The reason is for the record. Raises ``AlreadyRevoked``."""
    refuse_short(reason)
    held = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if held.revoked_at is not None:
        raise errors.AlreadyRevoked
    held.revoked_at, held.revoked_by, held.revoked_reason = now(), by, reason.strip()[:300]
    held.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    record(by, "recognition.revoke", held)
    return held


def newest_certificates(exchange: Exchange) -> dict[int, Certificate]:
    """The last certificate of each student, by enrolment id."""
    found = Certificate.objects.filter(decision__exchange=exchange).select_related("decision")
    return {one.decision.enrolment_id: one for one in found.order_by("decision__number")}


def is_due(decision: Decision | None, last: Certificate | None) -> bool:
    """Whether a certificate is to be issued: certified and none yet, or certified anew after a revocation.

    A later decision that certifies again lets the certificate stand: it is not printed anew each time.
    """
    if decision is None or decision.outcome != Decision.Outcome.CERTIFIED:
        return False
    return last is None or (last.revoked_at is not None and last.decision.number < decision.number)


def issue_due(exchange: Exchange, by: User | None, enrolments: Collection[int] = ()) -> list[Certificate]:
    """Issues what is due, for these students or, when none is named, for everybody. Raises ``NameNotPrintable``."""
    last = newest_certificates(exchange)
    due = {pk: row for pk, row in newest_decisions(exchange).items() if is_due(row, last.get(pk))}
    return [issue_certificate(row, by) for pk, row in due.items() if not enrolments or pk in enrolments]


def state_of(certificate: Certificate) -> str:
    """valid, revoked, or superseded: a later decision on the same student took its place."""
    if certificate.revoked_at is not None:
        return "revoked"
    later = Decision.objects.filter(
        enrolment=certificate.decision.enrolment_id, number__gt=certificate.decision.number
    ).order_by("-number")
    newest = later.first()
    replaced = Certificate.objects.filter(decision__in=later).exists()
    return "superseded" if replaced or (newest and newest.outcome != Decision.Outcome.CERTIFIED) else "valid"
