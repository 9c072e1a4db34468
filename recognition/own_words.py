"""What this floor has noted about a person, said to that person."""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.own_data import Part
from recognition.models import Attestation, Certificate, Decision, SignOff

DAY = "l j F Y"


def sentences(user: User) -> Iterator[str]:
    for row in newest(user):
        values = {
            "exchange": row.exchange.title,
            "day": date_format(localtime(row.decided_at), DAY),
            "outcome": row.get_outcome_display(),
        }
        yield _("%(exchange)s: on %(day)s it was decided: %(outcome)s.") % values
    certificates = Certificate.objects.filter(decision__enrolment__user=user).count()
    if certificates:
        text = ngettext("You hold %(count)d certificate.", "You hold %(count)d certificates.", certificates)
        yield text % {"count": certificates}
    signed = SignOff.objects.filter(signed_by=user).count()
    if signed:
        yield ngettext("You signed %(count)d session.", "You signed %(count)d sessions.", signed) % {"count": signed}


def newest(user: User) -> list[Decision]:
    rows = Decision.objects.filter(enrolment__user=user).select_related("exchange").order_by("exchange", "number")
    return list({row.exchange_id: row for row in rows}.values())


def everything(user: User) -> dict[str, Any]:
    """Decisions with their evidence and reasons, attestations, certificates, and what the person signed."""
    certificates = Certificate.objects.filter(decision__enrolment__user=user)
    return {
        "decisions": list(
            Decision.objects.filter(enrolment__user=user).values(
                "exchange__slug", "number", "outcome", "reason", "evidence", "proposal", "rule_version", "decided_at"
            )
        ),
        "attestations": list(
            Attestation.objects.filter(enrolment__user=user).values("dialogue_session", "reason", "at")
        ),
        "certificates": list(certificates.values("code", "content", "issued_at", "revoked_at", "revoked_reason")),
        "signed": list(SignOff.objects.filter(signed_by=user).values("dialogue_session", "signed_at", "held", "note")),
    }


PART = Part("recognition", gettext_lazy("Your record and certificates"), sentences, everything)
