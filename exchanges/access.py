"""Get an exchange for this person, or refuse. Whoever has no part in it learns not even that it exists."""

from enum import StrEnum

from django.db.models import Q, QuerySet

from accounts.errors import NotAllowed, NotHere
from accounts.models import User
from exchanges.models import Enrolment, Exchange, ExchangeRole, Facilitator, ImportRun, Participation


class Part(StrEnum):
    """A person's part in one exchange."""

    COORDINATOR = "coordinator"
    EDUCATOR = "educator"
    FACILITATOR = "facilitator"
    STUDENT = "student"


def parts_in(user: User, exchange: Exchange) -> frozenset[Part]:
    parts = {Part(role) for role in exchange.roles.filter(user=user).values_list("role", flat=True)}
    if exchange.facilitators.filter(user=user).exists():
        parts.add(Part.FACILITATOR)
    if exchange.enrolments.filter(user=user).exclude(status=Enrolment.Status.WITHDRAWN).exists():
        parts.add(Part.STUDENT)
    return frozenset(parts)


def exchange_for(user: User, slug: str, *wanted: Part) -> tuple[Exchange, frozenset[Part]]:
    """The exchange and this person's parts in it. Raises ``NotHere`` unless one part is among ``wanted``."""
    exchange = Exchange.objects.select_related("agreement").filter(slug=slug).first()
    parts = parts_in(user, exchange) if exchange else frozenset()
    if exchange is None or not parts & frozenset(wanted or Part):
        raise NotHere()
    return exchange, parts


def coordinators_of(exchange_id: int | None) -> QuerySet[User]:
    """Everybody who coordinates the exchange and has an open account."""
    roles = {"exchange_roles__exchange": exchange_id, "exchange_roles__role": Part.COORDINATOR}
    return User.objects.filter(**roles, is_active=True).distinct()


def exchange_for_coordinator(user: User, slug: str) -> Exchange:
    return exchange_for(user, slug, Part.COORDINATOR)[0]


def exchange_for_educator(user: User, slug: str) -> tuple[Exchange, frozenset[Part]]:
    """For pages that a coordinator and a partner teacher share: people and attendance, never talk data."""
    return exchange_for(user, slug, Part.COORDINATOR, Part.EDUCATOR)


def exchange_for_facilitator(user: User, slug: str) -> Exchange:
    return exchange_for(user, slug, Part.FACILITATOR)[0]


def exchange_for_student(user: User, slug: str) -> Exchange:
    return exchange_for(user, slug, Part.STUDENT)[0]


def exchanges_of(user: User) -> QuerySet[Exchange]:
    """Every exchange in which this person has a part, newest first."""
    student = Q(
        pk__in=Enrolment.objects.exclude(status=Enrolment.Status.WITHDRAWN).filter(user=user).values("exchange")
    )
    facilitator = Q(pk__in=Facilitator.objects.filter(user=user).values("exchange"))
    role = Q(pk__in=ExchangeRole.objects.filter(user=user).values("exchange"))
    return Exchange.objects.filter(student | facilitator | role).order_by("-starts_on", "title")


def may_create(user: User) -> bool:
    """Staff, and whoever coordinates an exchange already."""
    return user.is_staff or ExchangeRole.objects.filter(user=user, role=ExchangeRole.Role.COORDINATOR).exists()


def refuse_unless_may_create(user: User) -> None:
    if not may_create(user):
        raise NotAllowed()


def visible_enrolments(user: User, exchange: Exchange, parts: frozenset[Part]) -> QuerySet[Enrolment]:
    """A coordinator sees every student; an educator those of the own institution, or all when none is named."""
    enrolments = exchange.enrolments.all()
    if Part.COORDINATOR in parts:
        return enrolments
    own = list(
        exchange.roles.filter(user=user, role=ExchangeRole.Role.EDUCATOR, institution__isnull=False).values_list(
            "institution", flat=True
        )
    )
    return enrolments.filter(institution__in=own) if own else enrolments


def enrolment_in(exchange: Exchange, enrolment_id: int) -> Enrolment:
    found = exchange.enrolments.select_related("user", "institution").filter(pk=enrolment_id).first()
    if found is None:
        raise NotHere()
    return found


def import_in(exchange: Exchange, import_id: int) -> ImportRun:
    found = exchange.imports.filter(pk=import_id).first()
    if found is None:
        raise NotHere()
    return found


def participation_in(exchange: Exchange, institution_slug: str) -> Participation:
    found = exchange.participations.select_related("institution").filter(institution__slug=institution_slug).first()
    if found is None:
        raise NotHere()
    return found


def facilitator_in(exchange: Exchange, facilitator_id: int) -> Facilitator:
    found = exchange.facilitators.select_related("user").filter(pk=facilitator_id).first()
    if found is None:
        raise NotHere()
    return found
