"""``export_exchange --exchange SLUG --out DIR``: a folder for each certified student, with ``certificate.pdf``.

Certificates that were decided and not yet issued are issued now. Revoked ones are left out. Exit status 0 when all
files are there, 2 when something was refused. Formats: docs/reference/export-exchange.md.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from accounts.errors import Refusal
from exchanges.models import Exchange
from recognition import codes
from recognition.issuing import is_due, issue_certificate, newest_certificates, print_certificate, state_of
from recognition.models import Certificate
from recognition.services import newest_decisions, verify_ledger


class Command(BaseCommand):
    help = "Writes the documents of every certified student of an exchange into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--exchange", required=True, help="the short name of the exchange, such as demo")
        parser.add_argument("--out", type=Path, required=True, help="the folder; it is made where it is missing")

    def handle(self, *args: Any, exchange: str, out: Path, **options: Any) -> None:
        found = Exchange.objects.filter(slug=exchange).first()
        if found is None:
            raise CommandError(f"There is no exchange “{exchange}”. Nothing was written.", returncode=2)
        fault = verify_ledger(found)
        if fault is not None:
            text = (
                f"The ledger does not fit together from number {fault.number} on ({fault.code}). Nothing was written."
            )
            raise CommandError(text, returncode=2)
        try:
            certificates = certificates_of(found)
            index = [export(one, out) for one in certificates]
            write(out / "index.json", json.dumps({"exchange": found.slug, "students": index}, indent=1).encode())
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        except OSError as error:
            raise CommandError(f"{out}: cannot be written ({error.strerror}).", returncode=2) from None
        self.stdout.write(f"{len(index)} certificates in {out}")


def certificates_of(exchange: Exchange) -> list[Certificate]:
    """The valid certificate of every certified student, by enrolment; what is due is issued by who decided it."""
    last = newest_certificates(exchange)
    for enrolment, row in newest_decisions(exchange).items():
        if is_due(row, last.get(enrolment)):
            last[enrolment] = issue_certificate(row, row.decided_by)
    return [one for _enrolment, one in sorted(last.items()) if state_of(one) == "valid"]


def export(certificate: Certificate, out: Path) -> dict[str, object]:
    enrolment = certificate.decision.enrolment
    folder = f"{slugify(enrolment.student_number) or 'student'}-{enrolment.pk}"
    write(out / folder / "certificate.pdf", print_certificate(certificate))
    return {
        "folder": folder,
        "enrolment": enrolment.pk,
        "student_number": enrolment.student_number,
        "code": codes.shown(certificate.code),
        "files": {"certificate.pdf": certificate.pdf_sha256},
    }


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
