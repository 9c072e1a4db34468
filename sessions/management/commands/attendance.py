"""``attendance --trace trace.json --report report.json``: the attendance engine on a trace.

Exit status 0 when the report was written, 2 when the trace or the place of the report was refused. Formats:
docs/reference/attendance-trace.md.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sessions import trace_file


class Command(BaseCommand):
    help = "Counts who was present for how long, from a trace of connections."
    # Files in, files out: neither pages nor a database need to be in order.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trace", type=Path, required=True, help="the trace (JSON)")
        parser.add_argument("--report", type=Path, required=True, help="where the report goes (JSON)")

    def handle(self, *args: Any, trace: Path, report: Path, **options: Any) -> None:
        try:
            found = trace_file.read(_bytes_of(trace))
        except trace_file.TraceRefused as refusal:
            reason = {"code": refusal.code, "key": refusal.key, "text": refusal.text}
            _write(report, {"reasons": [reason]})
            raise CommandError(f"{trace}: {refusal}. Nothing was counted.", returncode=2) from None
        made = trace_file.report(found)
        _write(report, made)
        for key in found.ignored:
            self.stderr.write(f"{trace}: {key} is not known here and was ignored")


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(trace_file.MOST_BYTES + 1)
    except OSError as error:
        raise trace_file.TraceRefused("unreadable", "", f"cannot be read ({error.strerror})") from None


def _write(report: Path, content: object) -> None:
    try:
        report.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{report}: the report cannot be written ({error.strerror})", returncode=2) from None
