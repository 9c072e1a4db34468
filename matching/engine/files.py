"""The group forming files: text in, values out, and back. Formats: docs/reference/group-files.md.

A refusal is a ``FileInvalid`` that names every wrong cell by file, line and column (``cells.py``).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from zoneinfo import available_timezones

from matching.engine.cells import Cell, Complaint, Complaints, FileInvalid, Row, alike, rows_of, shown
from matching.engine.constraint_file import read_constraints
from matching.engine.language_codes import is_language
from matching.engine.types import LEVELS, Facilitator, FormedGroup, Hours, Student
from matching.engine.weeks import parse_hours

__all__ = [
    "FACILITATOR_COLUMNS",
    "GROUP_COLUMNS",
    "STUDENT_COLUMNS",
    "FileInvalid",
    "decode",
    "read_constraints",
    "read_facilitators",
    "read_groups",
    "read_matrix",
    "read_students",
    "write_groups",
]

STUDENT_COLUMNS = [
    *("student_id", "institution", "country", "tz", "first_languages", "work_languages", "discipline", "gender"),
    *("availability", "experience", "topics", "access_needs", "dropout_risk"),
]
FACILITATOR_COLUMNS = [
    *("facilitator_id", "institution", "country", "tz", "languages", "availability", "max_groups", "access_skills"),
]
GROUP_COLUMNS = ["student_id", "group_id", "slot", "facilitator_id", "language"]
SLOT = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):[0-5]\d")
SPAN = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


def decode(name: str, content: bytes) -> str:
    """UTF-8 text with or without a byte-order mark. Raises FileInvalid for anything else."""
    if b"\0" in content:
        raise FileInvalid(f"{name}, byte {content.index(0)}: this is not a text file; save it as CSV in UTF-8.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        said = "this is not UTF-8 text; save the file again as UTF-8."
        raise FileInvalid(Complaint(name, line, "", said)) from None


def read_students(name: str, text: str) -> tuple[Student, ...]:
    """``students.csv``; raises FileInvalid."""
    return _people(name, text, STUDENT_COLUMNS, _student)


def read_facilitators(name: str, text: str) -> tuple[Facilitator, ...]:
    """``facilitators.csv``; raises FileInvalid."""
    return _people(name, text, FACILITATOR_COLUMNS, _facilitator)


def _people[Person](
    name: str, text: str, columns: Sequence[str], person: Callable[[_Row], Person]
) -> tuple[Person, ...]:
    complaints = Complaints()
    rows = list(rows_of(name, text, columns, complaints))
    _unique([row[columns[0]] for row in rows], complaints)
    people = tuple(person(_Row(row, complaints)) for row in rows)
    if not people and not complaints.found:
        complaints.found.append(Complaint(name, 1, "", "has a first line with columns but no people below it."))
    complaints.raise_any()
    return people


def _unique(cells: Iterable[Cell], complaints: Complaints) -> None:
    seen: dict[str, int] = {}
    for cell in cells:
        if cell.text and cell.text in seen:
            said = f"{shown(cell.text)} stands in line {seen[cell.text]} already."
            complaints.found.append(cell.complaint(said))
        seen.setdefault(cell.text, cell.line)


def read_groups(name: str, text: str) -> tuple[FormedGroup, ...]:
    """An earlier ``groups.csv``; rows without a group are left out. Raises FileInvalid."""
    complaints = Complaints()
    members: dict[str, list[str]] = {}
    sessions: dict[str, tuple[str, str, str]] = {}
    rows = [row for row in rows_of(name, text, GROUP_COLUMNS, complaints) if row["group_id"].text]
    _unique([row["student_id"] for row in rows], complaints)
    for row in rows:
        group, slot = row["group_id"], row["slot"]
        meeting = (slot.text, row["facilitator_id"].text, row["language"].text)
        if sessions.setdefault(group.text, meeting) != meeting:
            said = f"the rows of {shown(group.text)} do not agree on slot, facilitator and language."
            complaints.found.append(group.complaint(said))
        if not SLOT.fullmatch(slot.text):
            complaints.found.append(slot.complaint(f"{shown(slot.text)} is not a start; write it like Mon 16:30."))
        members.setdefault(group.text, []).append(row["student_id"].text)
    complaints.raise_any()
    return tuple(FormedGroup(key, tuple(members[key]), *sessions[key]) for key in sorted(members))


def write_groups(groups: Iterable[FormedGroup]) -> str:
    """``groups.csv``: one line for each student, sorted by group and student."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(GROUP_COLUMNS)
    for group in sorted(groups, key=lambda g: g.id):
        for member in sorted(group.members):
            writer.writerow([member, group.id, group.slot, group.facilitator_id, group.language])
    return out.getvalue()


def read_matrix(name: str, text: str) -> list[list[float]]:
    """Numbers with one row for each item; a first line of column names is allowed. Raises FileInvalid."""
    complaints = Complaints()
    rows: list[list[float]] = []
    width = 0
    for line, cells in _matrix_lines(name, text):
        if not any(cell.strip() for cell in cells) or (line == 1 and not all(map(_is_number, cells))):
            continue
        width = width or len(cells)
        if len(cells) != width:
            said = f"has {len(cells)} columns, the lines above {width}."
            complaints.found.append(Complaint(name, line, "", said))
            continue
        row = _Row({str(i): Cell(name, line, str(i), c.strip()) for i, c in enumerate(cells, 1)}, complaints)
        rows.append([row.number(column, -1e300, 1e300) for column in row.cells])
    if not rows and not complaints.found:
        complaints.found.append(Complaint(name, 0, "", "the file holds no rows of numbers."))
    complaints.raise_any()
    return rows


def _matrix_lines(name: str, text: str) -> Iterable[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        raise FileInvalid(Complaint(name, reader.line_num, "", f"this line is not CSV ({error}).")) from None


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text.strip()) is not None


def _student(row: _Row) -> Student:
    return Student(
        id=row.word("student_id"),
        institution=row.word("institution"),
        country=row.word("country"),
        tz=row.zone("tz"),
        first_languages=row.list("first_languages"),
        work_languages=row.languages("work_languages"),
        discipline=row.cells["discipline"].text,
        gender=row.one_of("gender", ("f", "m", "x", "")),
        availability=row.hours("availability"),
        experience=row.number("experience", 0, 1e6),
        topics=row.list("topics"),
        access_needs=row.list("access_needs"),
        dropout_risk=row.number("dropout_risk", 0, 1),
    )


def _facilitator(row: _Row) -> Facilitator:
    return Facilitator(
        id=row.word("facilitator_id"),
        institution=row.cells["institution"].text,
        country=row.cells["country"].text,
        tz=row.zone("tz"),
        languages=row.languages("languages"),
        availability=row.hours("availability"),
        max_groups=row.whole("max_groups", 0, 1000),
        access_skills=row.list("access_skills"),
    )


class _Row:
    """Values of one row; a wrong cell is noted and gives a value that is never used."""

    def __init__(self, cells: Row, complaints: Complaints) -> None:
        self.cells, self.complaints = cells, complaints

    def _wrong(self, column: str, sentence: str) -> None:
        self.complaints.found.append(self.cells[column].complaint(sentence))

    def word(self, column: str) -> str:
        text = self.cells[column].text
        if not text:
            self._wrong(column, "is empty.")
        return text

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        text = self.cells[column].text
        if text not in allowed:
            self._wrong(column, f"{shown(text)} is not one of {', '.join(a or '(empty)' for a in allowed)}.")
        return text

    def zone(self, column: str) -> str:
        text = self.cells[column].text
        if said := wrong_zone(text):
            self._wrong(column, said)
        return text

    def list(self, column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.cells[column].text.split(";") if part.strip())

    def languages(self, column: str) -> Mapping[str, str]:
        result: dict[str, str] = {}
        for part in self.list(column):
            code, _, level = part.partition(":")
            if not code or level not in LEVELS:
                said = "is not a language with a level; write it like en:B2 (A1 to C2, or N)."
                self._wrong(column, f"{shown(part)} {said}")
            elif not is_language(code):
                self._wrong(column, f"{shown(code)} is not the code of a language; write it like en or fr.")
            elif result.setdefault(code, level) != level:
                self._wrong(column, f"{code} has two levels, {result[code]} and {level}.")
        return result

    def hours(self, column: str) -> tuple[Hours, ...]:
        found: list[Hours] = []
        for part in self.list(column):
            try:
                found += parse_hours(part)
            except ValueError:
                self._wrong(column, wrong_hours(part))
        return tuple(sorted(found))

    def number(self, column: str, least: float, most: float) -> float:
        text = self.cells[column].text
        if not _is_number(text):
            self._wrong(column, f"{shown(text)} is not a number.")
            return 0.0
        value = float(text)
        if not least <= value <= most:
            self._wrong(column, f"{shown(text)} is not between {least:g} and {most:g}.")
        return value

    def whole(self, column: str, least: int, most: int) -> int:
        value = self.number(column, least, most)
        if least <= value <= most and value != int(value):
            self._wrong(column, f"{shown(self.cells[column].text)} is not a whole number.")
        return int(value) if least <= value <= most else 0


def wrong_zone(text: str) -> str:
    """What is wrong with a time zone, as a sentence; empty when it is one."""
    if not text:
        return "is empty."
    zones = known_zones()
    if text in zones:
        return ""
    return f"{shown(text)} is not a time zone; write it like Europe/Amsterdam{alike(text, sorted(zones))}."


@cache
def known_zones() -> frozenset[str]:
    """Names of the zones of this machine (or of the package tzdata)."""
    return frozenset(available_timezones())


def wrong_hours(part: str) -> str:
    """What is wrong with one span of hours that ``parse_hours`` refused."""
    found = SPAN.fullmatch(part)
    if found is None:
        return f"{shown(part)} is not a time span; write it like Mon 12:30-14:00."
    clocks = [int(found[1]), int(found[2]), int(found[3]), int(found[4])]
    if clocks[1] > 59 or clocks[3] > 59 or max(clocks[0] * 60 + clocks[1], clocks[2] * 60 + clocks[3]) > 1440:
        return f"{shown(part)} has a time that does not exist; a day ends at 24:00."
    return f"{shown(part)} does not end after it starts; split hours over midnight at 24:00 into two days."
