"""Writes on exchanges: one verb, one function. Every one is one transaction and either happens or refuses.

``by`` is the person who answers for it; whether that person may is asked in ``access``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts import hooks
from accounts.audit import record
from accounts.models import User
from accounts.services import Invitation, invite
from exchanges import definition, errors, queries
from exchanges.design import design_of
from exchanges.models import (
    Agreement,
    Enrolment,
    Exchange,
    ExchangeRole,
    Institution,
    Participation,
    SeriesSession,
    WorkloadItem,
)
from exchanges.workload import CREDIT_STEP

# A reason shorter than this explains nothing; it is shown beside the remark.
REASON_LEAST_LETTERS = 10


@transaction.atomic
def create_exchange(by: User, *, title: str, slug: str = "", **figures: Any) -> Exchange:
    """A new exchange in design, coordinated by its maker. ``figures`` are columns of ``Exchange``.

    Raises ``ExchangeExists``, ``DatesInvalid``.
    """
    slug = slug or slugify(title)[:50] or "exchange"
    if Exchange.objects.filter(slug=slug).exists():
        raise errors.ExchangeExists(slug=slug)
    refuse_wrong_dates(figures.get("starts_on"), figures.get("ends_on"))
    exchange = Exchange.objects.create(slug=slug, title=title, **figures)
    add_role(exchange, by, ExchangeRole.Role.COORDINATOR)
    record(by, "exchange.create", exchange)
    return exchange


@transaction.atomic
def change_exchange(exchange: Exchange, by: User, **figures: Any) -> Exchange:
    """Changes columns; ``design`` is merged key by key. Raises ``DatesInvalid``, ``Frozen`` for what is fixed."""
    refuse_frozen_change(exchange, figures)
    refuse_wrong_dates(figures.get("starts_on", exchange.starts_on), figures.get("ends_on", exchange.ends_on))
    exchange.design = exchange.design | figures.pop("design", {})
    for name, value in figures.items():
        setattr(exchange, name, value)
    exchange.save()
    record(by, "exchange.change", exchange, fields=sorted(figures))
    return exchange


def refuse_frozen_change(exchange: Exchange, figures: Mapping[str, Any]) -> None:
    fixed = {"credits", "starts_on", "kind"} & set(figures)
    if is_frozen(exchange) and any(getattr(exchange, name) != figures[name] for name in fixed):
        raise errors.Frozen


def refuse_wrong_dates(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on <= starts_on:
        raise errors.DatesInvalid


def is_frozen(exchange: Exchange) -> bool:
    return exchange.status in (Exchange.Status.RUNNING, Exchange.Status.CLOSED)


def add_role(
    exchange: Exchange, user: User, role: ExchangeRole.Role, institution: Institution | None = None
) -> ExchangeRole:
    return ExchangeRole.objects.update_or_create(
        exchange=exchange, user=user, role=role, defaults={"institution": institution}
    )[0]


@transaction.atomic
def add_institution(
    exchange: Exchange,
    by: User,
    institution: Institution,
    *,
    seats: int = 0,
    educator_name: str = "",
    recognition_route: str = "",
    awards_credit: bool = False,
) -> Participation:
    """Adds an institution, or changes its part when it takes part already."""
    part, _is_new = Participation.objects.update_or_create(
        exchange=exchange,
        institution=institution,
        defaults={
            "seats": seats,
            "educator_name": educator_name,
            "recognition_route": recognition_route,
            "awards_credit": awards_credit,
        },
    )
    record(by, "exchange.add_institution", exchange, institution=institution.pk)
    return part


@transaction.atomic
def create_institution(exchange: Exchange, by: User, *, slug: str, **facts: Any) -> Participation:
    """A new institution that takes part in this exchange. ``facts`` are columns of ``Institution``."""
    made = Institution.objects.create(slug=slug, **facts)
    record(by, "institution.create", made)
    return add_institution(exchange, by, made)


@transaction.atomic
def change_institution(institution: Institution, by: User, **facts: Any) -> Institution:
    for name, value in facts.items():
        setattr(institution, name, value)
    institution.save()
    record(by, "institution.change", institution, fields=sorted(facts))
    return institution


@transaction.atomic
def remove_institution(exchange: Exchange, by: User, institution: Institution) -> None:
    """Raises ``InstitutionInUse`` when students of it are enrolled."""
    if exchange.enrolments.filter(institution=institution).exists():
        raise errors.InstitutionInUse(institution=institution.name)
    exchange.participations.filter(institution=institution).delete()
    record(by, "exchange.remove_institution", exchange, institution=institution.pk)


@transaction.atomic
def sign_agreement(
    exchange: Exchange,
    by: User,
    *,
    title: str,
    reference: str = "",
    signed_on: date | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Agreement:
    """Writes the agreement (MoU) of this exchange: its parties are the institutions that take part."""
    refuse_wrong_dates(valid_from, valid_until)
    agreement = exchange.agreement or Agreement()
    agreement.title, agreement.reference, agreement.signed_on = title, reference, signed_on
    agreement.valid_from, agreement.valid_until = valid_from, valid_until
    agreement.save()
    agreement.parties.set(exchange.institutions.all())
    exchange.agreement = agreement
    exchange.save(update_fields=["agreement"])
    record(by, "exchange.sign_agreement", exchange, agreement=agreement.pk, signed=signed_on is not None)
    return agreement


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One planned session; its number is its place in the list, from 1."""

    title: str
    week: int
    minutes: int = 120
    plan: str = "opening"
    tags: tuple[str, ...] = ()


@transaction.atomic
def set_series(exchange: Exchange, by: User, rows: Sequence[SeriesRow]) -> list[SeriesSession]:
    """Replaces the series. Raises ``Frozen`` once started, ``SeriesInvalid`` naming the row."""
    if is_frozen(exchange):
        raise errors.Frozen
    for number, row in enumerate(rows, start=1):
        refuse_wrong_row(number, row, rows[number - 2].week if number > 1 else 1)
    exchange.series.all().delete()
    made = [
        SeriesSession(
            exchange=exchange, number=number, title=row.title, week=row.week,
            minutes=row.minutes, plan=row.plan, tags=list(row.tags),
        )
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    record(by, "exchange.set_series", exchange, sessions=len(made))
    return SeriesSession.objects.bulk_create(made)


def refuse_wrong_row(number: int, row: SeriesRow, week_before: int) -> None:
    if not row.title.strip():
        raise errors.SeriesInvalid(number=number, why=_("it has no title."))
    if not 15 <= row.minutes <= 240:
        raise errors.SeriesInvalid(number=number, why=_("a session takes 15 to 240 minutes."))
    if not 1 <= row.week <= 53:
        raise errors.SeriesInvalid(number=number, why=_("the week counts from 1 to 53."))
    if row.week < week_before:
        raise errors.SeriesInvalid(number=number, why=_("its week is before the week of the session above."))
    if number > 1 and row.week == week_before:
        raise errors.SeriesInvalid(number=number, why=_("a group meets once a week, and this week is taken."))


@transaction.atomic
def set_workload(
    exchange: Exchange, by: User, hours: Mapping[str, Decimal], credits: Decimal | None = None
) -> list[WorkloadItem]:
    """Planned hours by kind of work (0 leaves it out). Raises ``Frozen`` once started, ``WorkloadInvalid``."""
    if is_frozen(exchange):
        raise errors.Frozen
    unknown = set(hours) - set(WorkloadItem.Kind.values)
    if unknown or any(not value.is_finite() or value < 0 for value in hours.values()):
        raise errors.WorkloadInvalid
    if credits is not None:
        if credits < 0 or credits % CREDIT_STEP:
            raise errors.WorkloadInvalid
        exchange.credits = credits
        exchange.save(update_fields=["credits"])
    exchange.workload.all().delete()
    items = [WorkloadItem(exchange=exchange, kind=kind, hours=value) for kind, value in hours.items() if value]
    record(by, "exchange.set_workload", exchange, hours=str(sum(hours.values(), Decimal(0))))
    return WorkloadItem.objects.bulk_create(items)


@transaction.atomic
def accept_remark(exchange: Exchange, by: User, key: str, reason: str) -> None:
    """Keeps why a warning of the checklist is right here. Raises ``RemarkUnknown``, ``ReasonMissing``."""
    findings = definition.check(design_of(exchange))
    if key not in {one.key for one in findings if one.level == "warn"}:
        raise errors.RemarkUnknown
    refuse_short(reason)
    exchange.accepted_remarks = exchange.accepted_remarks | {key: reason.strip()}
    exchange.save(update_fields=["accepted_remarks"])
    record(by, "exchange.accept_remark", exchange, key=key)


@transaction.atomic
def reopen_remark(exchange: Exchange, by: User, key: str) -> None:
    """Takes an accepted reason back; the remark is open again."""
    exchange.accepted_remarks = {one: reason for one, reason in exchange.accepted_remarks.items() if one != key}
    exchange.save(update_fields=["accepted_remarks"])
    record(by, "exchange.reopen_remark", exchange, key=key)


def refuse_short(reason: str) -> None:
    if len(reason.strip()) < REASON_LEAST_LETTERS:
        raise errors.ReasonMissing(letters=REASON_LEAST_LETTERS)


@transaction.atomic
def publish_exchange(exchange: Exchange, by: User) -> Exchange:
    """Opens the exchange for people. Raises ``AlreadyPublished``, ``NotConforming``, ``SafeguardingMissing``."""
    if exchange.status != Exchange.Status.DESIGN:
        raise errors.AlreadyPublished
    refuse_not_conforming(exchange, queries.checklist(exchange))
    unsafe = queries.with_safeguarding_gap(exchange)
    if unsafe:
        raise errors.SafeguardingMissing(institutions=", ".join(unsafe))
    return set_status(exchange, by, Exchange.Status.PUBLISHED, "exchange.publish")


@transaction.atomic
def start_exchange(exchange: Exchange, by: User) -> Exchange:
    """Freezes the formula. Raises ``NotPublished``, ``AgreementMissing``, ``NotConforming``."""
    if exchange.status != Exchange.Status.PUBLISHED:
        raise errors.NotPublished
    if exchange.agreement is None or exchange.agreement.signed_on is None:
        raise errors.AgreementMissing
    refuse_not_conforming(exchange, queries.checklist(exchange, "start"))
    transaction.on_commit(lambda: hooks.exchange_started.tell(exchange.pk))
    return set_status(exchange, by, Exchange.Status.RUNNING, "exchange.start")


def refuse_not_conforming(exchange: Exchange, checklist: queries.Checklist) -> None:
    if not checklist.may_publish:
        raise errors.NotConforming(count=checklist.open_count)


def set_status(exchange: Exchange, by: User, status: Exchange.Status, verb: str) -> Exchange:
    exchange.status = status
    exchange.save(update_fields=["status"])
    record(by, verb, exchange)
    return exchange


@transaction.atomic
def withdraw(enrolment: Enrolment, by: User, reason: str) -> Enrolment:
    """Ends a student's part; what was attended stays. Upper floors end the group and free the seats."""
    if enrolment.status == Enrolment.Status.WITHDRAWN:
        return enrolment
    enrolment.status, enrolment.withdrawn_at = Enrolment.Status.WITHDRAWN, now()
    enrolment.withdrawn_reason = reason.strip()[:300]
    enrolment.save(update_fields=["status", "withdrawn_at", "withdrawn_reason"])
    record(by, "exchange.withdraw", enrolment)
    transaction.on_commit(lambda: hooks.withdrawn.tell(enrolment.pk))
    return enrolment


@transaction.atomic
def invite_people(exchange: Exchange, by: User, enrolments: Iterable[Enrolment]) -> int:
    """Mails each one a link that signs in and leads to the exchange; who was mailed already is left alone.

    Returns how many mails were posted. Raises ``NothingToInvite`` when nobody among them can be invited.
    """
    chosen = queries.invitable(enrolments)
    if not chosen:
        raise errors.NothingToInvite
    words = Invitation(title=exchange.title, inviter=by.name)
    path = reverse("exchanges:exchange", args=[exchange.slug])
    posted = sum(invite(one.user, path, words) for one in chosen)
    waiting = [one.pk for one in chosen if one.status == Enrolment.Status.IMPORTED]
    Enrolment.objects.filter(pk__in=waiting).update(status=Enrolment.Status.INVITED)
    record(by, "exchange.invite", exchange, people=len(chosen), mails=posted)
    return posted


def note_arrival(user: User) -> None:
    """A student who came in is active from then on, in every exchange that waited for them."""
    waiting = (Enrolment.Status.IMPORTED, Enrolment.Status.INVITED)
    user.enrolments.filter(status__in=waiting).update(status=Enrolment.Status.ACTIVE)
