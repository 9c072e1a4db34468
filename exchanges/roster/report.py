"""The report of a roster check as JSON-ready values; docs/reference/roster-report.schema.json describes it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from exchanges.roster.values import CheckedRoster, CheckedRow, FileRefused, Reason, Repair, Table

# Turns a code and its words into a sentence in the reader's language (exchanges/roster_sentences.py).
Say = Callable[[str, Mapping[str, str | int]], str]


def roster_report(checked: CheckedRoster, say: Say) -> dict[str, Any]:
    """The report of a file that could be read; accepted + repaired + refused = read_as.rows."""
    return {
        "file": checked.file_name,
        "read_as": _read_as(checked.table, len(checked.rows)),
        "accepted": checked.count("accepted"),
        "repaired": checked.count("repaired"),
        "refused": checked.count("refused"),
        "duplicates": checked.duplicates,
        "columns": _columns(checked),
        "reasons": [],
        "rows": [_row(row, say) for row in checked.rows],
    }


def refused_file_report(file_name: str, refusal: FileRefused, say: Say) -> dict[str, Any]:
    """The report of a file that was refused as a whole: no rows, one reason."""
    return {
        "file": file_name,
        "read_as": None,
        "accepted": 0,
        "repaired": 0,
        "refused": 0,
        "duplicates": 0,
        "columns": {"header_row": None, "recognised": {}, "unknown": [], "repeated": [], "missing": []},
        "reasons": [{"code": refusal.code, "text": say(refusal.code, refusal.said)}],
        "rows": [],
    }


def _read_as(table: Table, rows: int) -> dict[str, Any]:
    return {"format": table.format, "encoding": table.encoding, "delimiter": table.delimiter, "rows": rows}


def _columns(checked: CheckedRoster) -> dict[str, Any]:
    columns = checked.columns
    return {
        "header_row": columns.header_row,
        "recognised": {field: columns.headers[place] for field, place in columns.places.items()},
        "unknown": list(columns.unknown),
        "repeated": list(columns.repeated),
        "missing": list(columns.missing),
    }


def _row(row: CheckedRow, say: Say) -> dict[str, Any]:
    return {
        "row": row.number,
        "verdict": row.verdict,
        "existing": row.existing,
        "person": {field: value for field, value in asdict(row.person).items() if value},
        "repairs": [_repair(repair, say) for repair in row.repairs],
        "reasons": [_reason(reason, say) for reason in row.reasons],
        "flags": [_reason(flag, say) for flag in row.flags],
        "missing": list(row.missing),
    }


def _repair(repair: Repair, say: Say) -> dict[str, Any]:
    text = say(repair.code, repair.said)
    return {"field": repair.field, "from": repair.before, "to": repair.after, "code": repair.code, "text": text}


def _reason(reason: Reason, say: Say) -> dict[str, Any]:
    text = say(reason.code, reason.said)
    return {"field": reason.field, "value": reason.value, "code": reason.code, "text": text}
