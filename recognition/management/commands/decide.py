"""``decide --exchange SLUG [--dry-run] --report report.json [--by EMAIL]``: the rule on every student's evidence.

Exit status 0 when the decisions are written (or, with ``--dry-run``, could be), 2 when something was refused and
nothing was written. The same evidence gives the same report; a decision that says nothing new is not written again.
Formats: docs/reference/decide.md.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.errors import Refusal
from accounts.models import User, normal_email
from exchanges.models import Exchange
from recognition import rule_texts, services
from recognition.rule_json import to_json
from recognition.seasons import students_of
from recognition.services import Choice, Planned


class Command(BaseCommand):
    help = "Decides as the rule proposes for every student of an exchange, with reasons; or only says what it would."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--exchange", required=True, help="the short name of the exchange, such as demo")
        parser.add_argument("--report", type=Path, required=True, help="where the report goes (JSON)")
        parser.add_argument("--dry-run", action="store_true", help="report only; write no decision")
        parser.add_argument("--by", default="", help="e-mail of the coordinator who decides; default: the first one")

    def handle(self, *args: Any, report: Path, dry_run: bool, **options: Any) -> None:
        exchange = _exchange(options["exchange"])
        by = _coordinator(exchange, options["by"])
        choices = [Choice(enrolment.pk) for enrolment in students_of(exchange)]
        planned = services.plan_decisions(exchange, by, choices)
        refused = [one for one in planned if one.refusal is not None]
        try:
            with transaction.atomic():
                written = 0 if dry_run else len(_decided(exchange, by, choices, refused))
                _write(report, report_of(exchange, planned))  # inside: what cannot be reported is not decided
        except Refusal as refusal:
            _write(report, report_of(exchange, planned) | {"reasons": [_reason(refusal)]})
            raise CommandError(str(refusal), returncode=2) from None
        self.stdout.write(_summary(planned, written, dry_run))


def _decided(exchange: Exchange, by: User, choices: list[Choice], refused: list[Planned]) -> list[Any]:
    if refused and refused[0].refusal is not None:
        raise refused[0].refusal
    return services.decide(exchange, by, choices)


def _exchange(slug: str) -> Exchange:
    exchange = Exchange.objects.filter(slug=slug).first()
    if exchange is None:
        raise CommandError(f"There is no exchange “{slug}”. Nothing was decided.", returncode=2)
    return exchange


def _coordinator(exchange: Exchange, email: str) -> User:
    roles = exchange.roles.filter(role="coordinator").select_related("user").order_by("pk")
    role = (roles.filter(user__email=normal_email(email)) if email else roles).first()
    if role is None:
        who = f"{email} is not a coordinator of it" if email else "it has no coordinator"
        raise CommandError(f"Nobody can decide in “{exchange.slug}”: {who}. Nothing was decided.", returncode=2)
    return role.user


# -- the report ----------------------------------------------------------------------------------------------


def report_of(exchange: Exchange, planned: list[Planned]) -> dict[str, Any]:
    """What the rule says of every student, in the order of their names; no clock, so that it repeats."""
    outcomes = [one.outcome for one in planned]
    return {
        "exchange": exchange.slug,
        "rule_version": planned[0].proposed.proposal.rule_version if planned else "",
        "counts": {outcome: outcomes.count(outcome) for outcome in services.Outcome.values},
        "students": [student_of(one) for one in planned],
    }


def student_of(one: Planned) -> dict[str, Any]:
    enrolment, proposal = one.proposed.enrolment, to_json(one.proposed.proposal)
    reasons = zip(proposal["reasons"], one.proposed.proposal.reasons, strict=True)
    return {
        "enrolment": enrolment.pk,
        "student_number": enrolment.student_number,
        "name": str(enrolment.user),
        "institution": enrolment.institution.slug,
        "outcome": one.outcome,
        "proposal": proposal["outcome"],
        "counted": proposal["counted"],
        "required": proposal["required"],
        "total": proposal["total"],
        "reasons": [plain | {"text": rule_texts.text(reason)} for plain, reason in reasons],
        "sessions": proposal["sessions"],
        "refusal": _reason(one.refusal) if one.refusal else None,
    }


def _reason(refusal: Refusal) -> dict[str, str]:
    return {"code": refusal.code, "text": str(refusal)}


def _write(report: Path, content: object) -> None:
    try:
        report.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        text = f"{report}: the report cannot be written ({error.strerror}). Nothing was decided."
        raise CommandError(text, returncode=2) from None


def _summary(planned: list[Planned], written: int, dry_run: bool) -> str:
    outcomes = [one.outcome for one in planned]
    counts = ", ".join(f"{outcomes.count(outcome)} {outcome}" for outcome in services.Outcome.values)
    return f"{counts}; {'dry run: nothing was written' if dry_run else f'{written} new rows in the ledger'}"
