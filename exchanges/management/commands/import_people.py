"""``import_people --exchange SLUG roster.csv|roster.xlsx [--dry-run] --report report.json``: the messy spreadsheet.

Exit status 0 when at least one row could be used (the report says what happened to each), 2 when the file was refused
and nothing was written. Formats: docs/reference/roster-file.md.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User, normal_email
from exchanges.errors import RosterRefused
from exchanges.imports import import_people
from exchanges.models import Exchange, ImportRun
from exchanges.roster.reading import BYTES_MAX


class Command(BaseCommand):
    help = "Imports students from a spreadsheet (csv or xlsx); each row is accepted, repaired or refused with a reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("roster", type=Path, help="the student list: .csv or .xlsx")
        parser.add_argument("--exchange", required=True, help="the short name of the exchange, such as demo")
        parser.add_argument("--report", type=Path, required=True, help="where the report goes (JSON)")
        parser.add_argument("--dry-run", action="store_true", help="check and report only; write nothing else")
        parser.add_argument("--institution", default="", help="short name of the institution of rows that name none")
        parser.add_argument("--by", default="", help="e-mail of the person who answers for this import")

    def handle(self, *args: Any, roster: Path, report: Path, dry_run: bool, **options: Any) -> None:
        exchange = _exchange(options["exchange"])
        institution = _institution(exchange, options["institution"])
        data, by = _bytes_of(roster), _person(options["by"])
        try:
            with transaction.atomic():
                run = import_people(exchange, data, roster.name, by=by, dry_run=dry_run, institution=institution)
                _write(report, run.report)  # inside, so that a report that cannot be written undoes the import
        except RosterRefused as refusal:
            _write(report, refusal.report)
            raise CommandError(f"{roster.name}: {refusal}", returncode=2) from None
        self.stdout.write(_summary(run))


def _exchange(slug: str) -> Exchange:
    exchange = Exchange.objects.filter(slug=slug).first()
    if exchange is None:
        raise CommandError(f"There is no exchange “{slug}”. Nothing was imported.", returncode=2)
    return exchange


def _institution(exchange: Exchange, slug: str) -> str:
    if slug and not exchange.institutions.filter(slug=slug).exists():
        raise CommandError(f"“{slug}” takes no part in this exchange. Nothing was imported.", returncode=2)
    return slug


def _person(email: str) -> User | None:
    if not email:
        return None
    user = User.objects.filter(email=normal_email(email)).first()
    if user is None:
        raise CommandError(f"There is no account {email}. Nothing was imported.", returncode=2)
    return user


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(BYTES_MAX + 1)
    except OSError as error:
        raise CommandError(f"{path}: cannot be read ({error.strerror}). Nothing was imported.", returncode=2) from None


def _write(report: Path, content: object) -> None:
    try:
        report.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        text = f"{report}: the report cannot be written ({error.strerror}). Nothing was imported."
        raise CommandError(text, returncode=2) from None


def _summary(run: ImportRun) -> str:
    found = run.report
    verdicts = f"{found['accepted']} accepted, {found['repaired']} repaired, {found['refused']} refused"
    outcomes = f"{found['created']} new, {found['changed']} changed, {found['unchanged']} unchanged"
    ending = "dry run: nothing was written" if found["dry_run"] else f"import {run.pk}"
    return f"{found['read_as']['rows']} rows: {verdicts} ({found['duplicates']} duplicates); {outcomes}; {ending}"
