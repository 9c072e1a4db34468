"""What this floor has noted about a person, said to that person."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.own_data import Part
from exchanges.models import Enrolment, Profile

PROFILE_FIELDS = tuple(field.name for field in Profile._meta.fields if field.name not in ("id", "enrolment"))
OFFER_FIELDS = ("country", "timezone", "languages", "availability", "max_groups", "access_skills")


def sentences(user: User) -> Iterator[str]:
    for enrolment in enrolments_of(user):
        text = _(
            "%(exchange)s: your university told us what is used to form groups: languages, free hours, subject, "
            "gender, date of birth, access needs, and an estimate of whether you stay. The file below has every value."
        )
        yield text % {"exchange": enrolment.exchange.title}
    for offer in user.facilitations.select_related("exchange").order_by("pk"):
        yield _("%(exchange)s: you lead groups, in the languages and free hours that you offered.") % {
            "exchange": offer.exchange.title
        }


def enrolments_of(user: User) -> list[Enrolment]:
    found = Enrolment.objects.filter(user=user).select_related("exchange", "institution", "profile")
    return list(found.order_by("created_at", "pk"))


def everything(user: User) -> dict[str, Any]:
    """Enrolments with their profile, offers to lead, and qualifications."""
    offers = user.facilitations.order_by("pk")
    return {
        "enrolments": [enrolment_row(one) for one in enrolments_of(user)],
        "offers_to_lead": list(offers.values("exchange__slug", *OFFER_FIELDS)),
        "qualifications": list(user.qualifications.values("level", "issuer", "evidence", "issued_on", "valid_until")),
    }


def enrolment_row(enrolment: Enrolment) -> dict[str, Any]:
    profile = getattr(enrolment, "profile", None)
    return {
        "exchange": enrolment.exchange.slug,
        "institution": enrolment.institution.name,
        "student_number": enrolment.student_number,
        "status": enrolment.status,
        "created_at": enrolment.created_at,
        "withdrawn_at": enrolment.withdrawn_at,
        "withdrawn_reason": enrolment.withdrawn_reason,
        "profile": {name: getattr(profile, name) for name in PROFILE_FIELDS} if profile else None,
    }


PART = Part("exchanges", gettext_lazy("Your exchanges"), sentences, everything)
