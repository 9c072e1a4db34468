"""``check_definition --exchange FILE.yaml --report report.json``: the definition on an exchange file.

Exit status 0 when the file was checked, whatever the findings; 2 when the file or the place of the report was
refused. Formats: docs/reference/exchange-file.md.
"""

import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exchanges import definition, design_file
from exchanges.definition_texts import text


class Command(BaseCommand):
    help = "Checks a designed exchange (YAML) against the definition of a virtual exchange."
    # Files in, files out: neither pages nor a database need to be in order.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--exchange", type=Path, required=True, help="the exchange file (YAML)")
        parser.add_argument("--report", type=Path, required=True, help="where the findings go (JSON)")

    def handle(self, *args: Any, exchange: Path, report: Path, **options: Any) -> None:
        try:
            found = design_file.read(_bytes_of(exchange))
        except design_file.FileRefused as refusal:
            reason = {"code": refusal.code, "key": refusal.key, "text": refusal.text}
            _write(report, {"reasons": [reason]})
            raise CommandError(f"{exchange}: {refusal}. Nothing was checked.", returncode=2) from None
        findings = definition.check(found.design)
        _write(report, [_as_json(finding) for finding in findings])
        self.stdout.write(_summary(findings, definition.result(findings, found.accepted_remarks)))


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(design_file.MOST_BYTES + 1)
    except OSError as error:
        raise design_file.FileRefused("unreadable", "", f"cannot be read ({error.strerror})") from None


def _write(report: Path, content: object) -> None:
    try:
        report.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{report}: the report cannot be written ({error.strerror})", returncode=2) from None


def _as_json(finding: definition.Finding) -> dict[str, object]:
    return {
        "criterion": finding.criterion,
        "code": finding.code,
        "level": finding.level,
        "figure": _plain(finding.figure),
        "limit": _plain(finding.limit),
        "text": text(finding),
    }


def _plain(figure: definition.Figure) -> bool | int | float | str:
    return float(figure) if isinstance(figure, Decimal) else figure


def _summary(findings: tuple[definition.Finding, ...], result: definition.Result) -> str:
    counts = {level: sum(finding.level == level for finding in findings) for level in ("block", "warn", "ok")}
    return f"{result}: {counts['block']} block, {counts['warn']} warn, {counts['ok']} ok"
