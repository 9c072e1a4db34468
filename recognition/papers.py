"""What is printed on a certificate: gathered once when it is issued, then frozen."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate

from accounts.models import User
from exchanges.models import Enrolment, Exchange, Participation, WorkloadItem
from recognition import codes, fonts
from recognition.certificate_texts import WORDS
from recognition.errors import NameNotPrintable
from recognition.models import Decision
from sessions.models import DialogueSession, Seat

WEEK_DAYS = 7


def language_for(user: User) -> str:
    """The person's own language where the certificate speaks it, else English."""
    return user.language if user.language in WORDS else "en"


def content_of(decision: Decision, code: str, language: str) -> dict[str, Any]:
    """Everything the paper says, as plain values; dates are worded in the language of the certificate.

    Raises ``NameNotPrintable`` when a name has letters that no installed font has.
    """
    exchange, enrolment = decision.exchange, decision.enrolment
    address = f"{settings.BASE_URL}{reverse('recognition:verify_code', args=[codes.shown(code)])}"
    content = {
        "language": language,
        "name": str(enrolment.user),
        "exchange": exchange.title,
        **sessions_in(decision),
        **institutions_in(exchange, enrolment),
        "definition": definition_figures(exchange, decision),
        "dates": dates(exchange, language),
        "hours": hours(exchange),
        "credits": workload_credits(exchange),
        "facilitators": facilitators(decision),
        "issuer": issuer(decision),
        "decided_by": str(decision.decided_by),
        "decided_on": said(localdate(decision.decided_at), language),
        "code_shown": codes.shown(code),
        "verify_url": address,
        "verify_at": shown_address(),
    }
    refuse_unprintable(content)
    return content


def refuse_unprintable(content: dict[str, Any]) -> None:
    people = [one["name"] for one in content["facilitators"]]
    words = [content["name"], content["exchange"], content["decided_by"], *content["institutions"], *people]
    missing = fonts.unprintable("".join(words))
    if missing:
        raise NameNotPrintable(letters=missing)


def shown_address() -> str:
    """Where to type the code: without the scheme."""
    parts = urlsplit(settings.BASE_URL)
    return f"{parts.netloc}{reverse('recognition:verify')}"


def sessions_in(decision: Decision) -> dict[str, int]:
    return {key: decision.proposal[key] for key in ("counted", "total", "required")}


def institutions_in(exchange: Exchange, enrolment: Enrolment) -> dict[str, Any]:
    """All partners by name, and the student's own, which decides on credit."""
    partners = exchange.institutions.order_by("name")
    return {"institutions": [one.name for one in partners], "home_institution": enrolment.institution.name}


def definition_figures(exchange: Exchange, decision: Decision) -> dict[str, int]:
    return {
        "sessions": decision.proposal["total"],
        "weeks": weeks(exchange),
        "countries": exchange.institutions.values("country").distinct().count(),
        "size_min": exchange.size_min,
        "size_max": exchange.size_max,
    }


def weeks(exchange: Exchange) -> int:
    """Weeks that the exchange touches; the series where no dates are set."""
    if exchange.starts_on and exchange.ends_on:
        return -(-((exchange.ends_on - exchange.starts_on).days + 1) // WEEK_DAYS)
    return max(exchange.series.values_list("week", flat=True), default=0)


def dates(exchange: Exchange, language: str) -> str:
    first, last = exchange.starts_on, exchange.ends_on
    return " – ".join(said(day, language) for day in (first, last) if day)


def said(day: date, language: str) -> str:
    with translation.override(language):
        return date_format(day, "j F Y")


def hours(exchange: Exchange) -> dict[str, str]:
    """Planned hours: live, and everything else."""
    planned = exchange.workload.values_list("kind", "hours")
    live = sum((value for kind, value in planned if kind == WorkloadItem.Kind.LIVE), Decimal(0))
    return {"live": str(live), "own": str(sum((value for _kind, value in planned), Decimal(0)) - live)}


def workload_credits(exchange: Exchange) -> dict[str, str] | None:
    """The planned workload in credits, when a partner awards credit for it; presence never changes it."""
    awards = Participation.objects.filter(exchange=exchange, awards_credit=True).exists()
    return {"value": str(exchange.credits), "label": "ECTS"} if awards and exchange.credits else None


def facilitators(decision: Decision) -> list[dict[str, str]]:
    """Who led or supported sessions that count for this student, by role and name."""
    counted = [one["session_id"] for one in decision.proposal["sessions"] if one["standing"] == "counted"]
    held = DialogueSession.objects.filter(pk__in=counted)
    seats = Seat.objects.filter(dialogue_session__in=held, role__in=("lead", "support"), removed_at=None)
    people = {(seat.role, str(seat.user or seat.name)) for seat in seats.select_related("user")}
    leads = {name for role, name in people if role == "lead"}
    kept = sorted(one for one in people if one[0] == "lead" or one[1] not in leads)
    return [{"name": name, "role": role} for role, name in kept]


def issuer(decision: Decision) -> dict[str, str]:
    """The deciding coordinator's institution where it is known, else the partners of the agreement."""
    roles = decision.exchange.roles.filter(user=decision.decided_by, institution__isnull=False)
    role = roles.select_related("institution").order_by("pk").first()
    agreement = decision.exchange.agreement
    named = role.institution.name if role and role.institution else ""
    reference = f" ({agreement.reference})" if agreement and agreement.reference else ""
    title = f"{agreement.title}{reference}" if agreement else decision.exchange.title
    return {"institution": named, "agreement": title}
