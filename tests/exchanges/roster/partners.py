"""The three invented universities of the fixture, as a roster check knows them."""

import json
from datetime import date
from pathlib import Path

from exchanges.roster.check import check_roster
from exchanges.roster.values import CheckedRoster, CheckedRow, KnownInstitution, RosterContext

FIXTURE = Path(__file__).parents[2] / "fixtures" / "roster"
ON = date(2026, 9, 7)
PARTNERS = tuple(
    KnownInstitution(
        one["slug"], (one["name"],), one["country"], one["timezone"], one["schac_code"], (one["schac_code"],)
    )
    for one in json.loads((FIXTURE / "institutions.json").read_text(encoding="utf-8"))
)
CONTEXT = RosterContext(PARTNERS, ON)
HEADER = "name,email,institution"
ANNA = "Anna Bos,anna@noorderzee.example,noorderzee"


def checked(text: str, context: RosterContext = CONTEXT) -> CheckedRoster:
    return check_roster(text.encode(), "roster.csv", context)


def rows_of(text: str, context: RosterContext = CONTEXT) -> tuple[CheckedRow, ...]:
    return checked(text, context).rows


def row_with(**fields: str) -> CheckedRow:
    """The verdict on Anna's row with these further columns."""
    cells = ",".join('"' + value.replace('"', '""') + '"' for value in fields.values())
    return rows_of(f"{HEADER},{','.join(fields)}\n{ANNA},{cells}\n")[0]


def reason_codes(row: CheckedRow) -> list[str]:
    return [reason.code for reason in row.reasons]


def repair_codes(row: CheckedRow) -> list[str]:
    return [repair.code for repair in row.repairs]
