"""What pages and other packages ask about exchanges."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from accounts.models import User
from exchanges import definition, workload
from exchanges.access import Part, exchanges_of, parts_in
from exchanges.definition import Figure, Finding
from exchanges.definition_texts import text
from exchanges.design import best_qualification, design_of
from exchanges.figures import LEADING_LEVELS, Moment
from exchanges.hour_words import times_in_words
from exchanges.models import Enrolment, Exchange, Facilitator, ImportRun, Qualification


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One finding as it is shown: the sentence, and the reason when a remark was accepted."""

    finding: Finding
    sentence: str
    reason: str

    @property
    def state(self) -> str:
        """ok, accepted (a warning with a reason), warn or block."""
        return "accepted" if self.finding.level == "warn" and self.reason else self.finding.level

    @property
    def figure(self) -> str:
        """What the design has, and beside it the limit when that was missed: "3 / 4"."""
        has, limit = shown(self.finding.figure), shown(self.finding.limit)
        return has if self.state == "ok" or isinstance(self.finding.figure, bool) else f"{has} / {limit}"


def shown(figure: Figure) -> str:
    if isinstance(figure, bool):
        return _("yes") if figure else _("no")
    return floatformat(figure, -2) if isinstance(figure, Decimal) else str(figure)


@dataclass(frozen=True, slots=True)
class Checklist:
    rows: tuple[ChecklistRow, ...]
    result: definition.Result
    may_publish: bool

    @property
    def open_count(self) -> int:
        return sum(row.state in ("block", "warn") for row in self.rows)

    @property
    def good_count(self) -> int:
        return len(self.rows) - self.open_count

    def open_first(self) -> list[ChecklistRow]:
        order = ("block", "warn", "accepted", "ok")
        return sorted(self.rows, key=lambda row: order.index(row.state))


def checklist(exchange: Exchange, moment: Moment = "publish") -> Checklist:
    design = design_of(exchange, moment)
    findings = definition.check(design)
    reasons = exchange.accepted_remarks
    rows = tuple(ChecklistRow(one, text(one), reasons.get(one.key, "")) for one in findings)
    return Checklist(rows, definition.result(findings, reasons), definition.may_publish(design, reasons))


@dataclass(frozen=True, slots=True)
class InstitutionCredits:
    """What the planned workload is worth at one institution."""

    institution: str
    credit_label: str
    hours_per_credit: Decimal
    credits: Decimal


def credits_by_institution(exchange: Exchange) -> list[InstitutionCredits]:
    hours = planned_hours(exchange)
    parts = exchange.participations.select_related("institution").order_by("institution__name")
    return [
        InstitutionCredits(
            part.institution.name,
            part.institution.credit_label,
            part.institution.hours_per_credit,
            workload.credits(hours, part.institution.hours_per_credit),
        )
        for part in parts
    ]


def planned_hours(exchange: Exchange) -> Decimal:
    return workload.total_hours(exchange.workload.values_list("hours", flat=True))


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    exchange: Exchange
    parts: frozenset[Part]
    students: int


def exchange_lines(user: User) -> list[ExchangeLine]:
    counted = exchanges_of(user).annotate(
        student_count=Count("enrolments", filter=~Q(enrolments__status=Enrolment.Status.WITHDRAWN))
    )
    return [ExchangeLine(one, parts_in(user, one), one.student_count) for one in counted]


def people(
    enrolments: QuerySet[Enrolment], words: str = "", status: str = "", institution: str = ""
) -> QuerySet[Enrolment]:
    """Students by name, searched by name, mail or student number."""
    found = enrolments.select_related("user", "institution", "profile").order_by("user__name", "pk")
    if words:
        found = found.filter(
            Q(user__name__icontains=words) | Q(user__email__icontains=words) | Q(student_number__icontains=words)
        )
    if status in Enrolment.Status.values:
        found = found.filter(status=status)
    return found.filter(institution__slug=institution) if institution else found


def status_counts(enrolments: QuerySet[Enrolment]) -> dict[str, int]:
    counted = dict(enrolments.order_by().values_list("status").annotate(Count("pk")))
    return {str(status): counted.get(status, 0) for status in Enrolment.Status.values}


def imports_of(exchange: Exchange) -> QuerySet[ImportRun]:
    return exchange.imports.select_related("by", "undone_by").order_by("-at")


@dataclass(frozen=True, slots=True)
class FacilitatorLine:
    """A facilitator's offer with the qualification that counts, and what is wrong with it ("" when nothing is)."""

    offer: Facilitator
    held: Qualification | None
    trouble: str

    @property
    def may_lead(self) -> bool:
        return not self.trouble

    @property
    def hours(self) -> str:
        return times_in_words(self.offer.availability)


def facilitator_lines(exchange: Exchange, today: date) -> list[FacilitatorLine]:
    """``trouble``: none, expired, ends_early (before the last day of the exchange) or may_not_lead (F0, F1)."""
    offers = exchange.facilitators.select_related("user", "institution").prefetch_related("user__qualifications")
    return [_facilitator_line(offer, exchange, today) for offer in offers.order_by("user__name", "pk")]


def _facilitator_line(offer: Facilitator, exchange: Exchange, today: date) -> FacilitatorLine:
    held = best_qualification(offer)
    if held is None:
        return FacilitatorLine(offer, None, "none")
    if held.valid_until < today:
        return FacilitatorLine(offer, held, "expired")
    if exchange.ends_on and held.valid_until < exchange.ends_on:
        return FacilitatorLine(offer, held, "ends_early")
    return FacilitatorLine(offer, held, "" if held.level in LEADING_LEVELS else "may_not_lead")


def with_safeguarding_gap(exchange: Exchange) -> list[str]:
    """Institutions that have not said whom to call when somebody is in danger."""
    parts = exchange.participations.filter(institution__safeguarding_contact="")
    return list(parts.order_by("institution__name").values_list("institution__name", flat=True))


def languages_text(languages: dict[str, str]) -> str:
    """{"en": "B2"} -> "en:B2", as the group files and the forms write it."""
    return "; ".join(f"{code}:{level}" for code, level in sorted(languages.items()))


def invitable(enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    return [one for one in enrolments if one.status in (Enrolment.Status.IMPORTED, Enrolment.Status.INVITED)]
