"""The group forming files: text in, values out, and back. Formats: docs/reference/group-files.md.

Every refusal is a ``FileInvalid`` with one sentence that names the file, the line and the column.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from matching.engine.types import LEVELS, Constraints, Facilitator, FormedGroup, Hours, Student
from matching.engine.weeks import parse_hours

STUDENT_COLUMNS = [
    *("student_id", "institution", "country", "tz", "first_languages", "work_languages", "discipline", "gender"),
    *("availability", "experience", "topics", "access_needs", "dropout_risk"),
]
FACILITATOR_COLUMNS = [
    *("facilitator_id", "institution", "country", "tz", "languages", "availability", "max_groups", "access_skills"),
]
GROUP_COLUMNS = ["student_id", "group_id", "slot", "facilitator_id", "language"]
MOST_ROWS = 20_000
"""Rows in one file; the engine is measured up to 10,000 students."""

Row = dict[str, str]


class FileInvalid(ValueError):
    """A file cannot be used; ``str()`` is one sentence for the person who made it."""

    code = "file_invalid"


@dataclass(frozen=True, slots=True)
class Cell:
    """Where we are in a file, so that every complaint can say so."""

    file: str
    line: int
    column: str
    text: str

    def refuse(self, sentence: str) -> FileInvalid:
        return FileInvalid(f"{self.file}, line {self.line}, column {self.column}: {sentence}")


def decode(name: str, content: bytes) -> str:
    """UTF-8 text with or without a byte-order mark. Raises FileInvalid for anything else."""
    if b"\0" in content:
        raise FileInvalid(f"{name}, byte {content.index(0)}: this is not a text file; save it as CSV in UTF-8.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileInvalid(f"{name}, line {line}: this is not UTF-8 text; save the file again as UTF-8.") from None


def read_students(name: str, text: str) -> tuple[Student, ...]:
    """``students.csv``; raises FileInvalid."""
    return tuple(_unique(name, (_student(row) for row in _rows(name, text, STUDENT_COLUMNS))))


def read_facilitators(name: str, text: str) -> tuple[Facilitator, ...]:
    """``facilitators.csv``; raises FileInvalid."""
    return tuple(_unique(name, (_facilitator(row) for row in _rows(name, text, FACILITATOR_COLUMNS))))


def read_groups(name: str, text: str) -> tuple[FormedGroup, ...]:
    """An earlier ``groups.csv``; rows without a group are left out. Raises FileInvalid."""
    members: dict[str, list[str]] = {}
    sessions: dict[str, tuple[str, str, str]] = {}
    seen: set[str] = set()
    for row in _rows(name, text, GROUP_COLUMNS):
        student, group = row["student_id"], row["group_id"]
        if not group.text:
            continue
        if student.text in seen:
            raise student.refuse(f"{student.text} stands in two rows.")
        seen.add(student.text)
        meeting = (row["slot"].text, row["facilitator_id"].text, row["language"].text)
        if sessions.setdefault(group.text, meeting) != meeting:
            raise group.refuse(f"the rows of {group.text} do not agree on slot, facilitator and language.")
        members.setdefault(group.text, []).append(student.text)
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
    rows: list[list[float]] = []
    for line, cells in enumerate(csv.reader(io.StringIO(text)), start=1):
        if not any(cell.strip() for cell in cells) or (line == 1 and not _all_numbers(cells)):
            continue
        if rows and len(cells) != len(rows[0]):
            raise FileInvalid(f"{name}, line {line}: has {len(cells)} columns, the lines above {len(rows[0])}.")
        rows.append([_number(Cell(name, line, str(i), c.strip()), -1e300, 1e300) for i, c in enumerate(cells, 1)])
    if not rows:
        raise FileInvalid(f"{name}: the file holds no rows of numbers.")
    return rows


def _all_numbers(cells: Sequence[str]) -> bool:
    try:
        return all(float(cell) == float(cell) for cell in cells)
    except ValueError:
        return False


def _rows(name: str, text: str, columns: Sequence[str]) -> Iterable[dict[str, Cell]]:
    if not text.strip():
        raise FileInvalid(f"{name}: the file is empty; it needs a first line with the columns {', '.join(columns)}.")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [cell.strip() for cell in next(reader)]
        _check_header(name, header, columns)
        for count, cells in enumerate((c for c in reader if any(v.strip() for v in c)), start=1):
            if count > MOST_ROWS:
                raise FileInvalid(f"{name}, line {reader.line_num}: more than {MOST_ROWS:,} rows; split the cohort.")
            if len(cells) != len(header):
                raise FileInvalid(
                    f"{name}, line {reader.line_num}: has {len(cells)} columns, the first line has {len(header)}."
                )
            line = reader.line_num
            yield {h: Cell(name, line, h, c.strip()) for h, c in zip(header, cells, strict=True)}
    except csv.Error as error:
        raise FileInvalid(f"{name}, line {reader.line_num}: this line is not CSV ({error}).") from None


def _check_header(name: str, header: Sequence[str], columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in header]
    if missing:
        word = "column" if len(missing) == 1 else "columns"
        raise FileInvalid(
            f"{name}, line 1: the {word} {', '.join(missing)} is missing; found {', '.join(header)[:200]}."
        )
    double = sorted({column for column in columns if header.count(column) > 1})
    if double:
        raise FileInvalid(f"{name}, line 1, column {double[0]}: stands twice in the first line.")


def _unique[Value](name: str, people: Iterable[tuple[Cell, Value]]) -> Iterable[Value]:
    seen: dict[str, int] = {}
    for cell, person in people:
        if cell.text in seen:
            raise cell.refuse(f"{cell.text} stands in line {seen[cell.text]} already.")
        seen[cell.text] = cell.line
        yield person
    if not seen:
        raise FileInvalid(f"{name}: has a first line with columns but no people below it.")


def _student(row: Mapping[str, Cell]) -> tuple[Cell, Student]:
    return row["student_id"], Student(
        id=_word(row["student_id"]),
        institution=_word(row["institution"]),
        country=_word(row["country"]),
        tz=_zone(row["tz"]),
        first_languages=_list(row["first_languages"]),
        work_languages=_languages(row["work_languages"]),
        discipline=row["discipline"].text,
        gender=_one_of(row["gender"], ("f", "m", "x", "")),
        availability=_hours(row["availability"]),
        experience=_number(row["experience"], 0, 1e6),
        topics=_list(row["topics"]),
        access_needs=_list(row["access_needs"]),
        dropout_risk=_number(row["dropout_risk"], 0, 1),
    )


def _facilitator(row: Mapping[str, Cell]) -> tuple[Cell, Facilitator]:
    return row["facilitator_id"], Facilitator(
        id=_word(row["facilitator_id"]),
        institution=row["institution"].text,
        country=row["country"].text,
        tz=_zone(row["tz"]),
        languages=_languages(row["languages"]),
        availability=_hours(row["availability"]),
        max_groups=_whole(row["max_groups"], 0, 1000),
        access_skills=_list(row["access_skills"]),
    )


def _word(cell: Cell) -> str:
    if not cell.text:
        raise cell.refuse("is empty.")
    return cell.text


def _one_of(cell: Cell, allowed: Sequence[str]) -> str:
    if cell.text not in allowed:
        raise cell.refuse(f"{cell.text!r} is not one of {', '.join(a or '(empty)' for a in allowed)}.")
    return cell.text


def _zone(cell: Cell) -> str:
    try:
        ZoneInfo(_word(cell))
    except (KeyError, ValueError, OSError):
        raise cell.refuse(f"{cell.text!r} is not a time zone; write it like Europe/Amsterdam.") from None
    return cell.text


def _list(cell: Cell) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.text.split(";") if part.strip())


def _languages(cell: Cell) -> Mapping[str, str]:
    result: dict[str, str] = {}
    for part in _list(cell):
        code, _, level = part.partition(":")
        if not code or level not in LEVELS:
            raise cell.refuse(f"{part!r} is not a language with a level; write it like en:B2 (A1 to C2, or N).")
        result[code] = level
    return result


def _hours(cell: Cell) -> tuple[Hours, ...]:
    try:
        return parse_hours(cell.text)
    except ValueError as error:
        raise cell.refuse(str(error)) from None


def _number(cell: Cell, least: float, most: float) -> float:
    try:
        value = float(cell.text)
    except ValueError:
        raise cell.refuse(f"{cell.text!r} is not a number.") from None
    if not least <= value <= most:
        raise cell.refuse(f"{cell.text} is not between {least:g} and {most:g}.")
    return value


def _whole(cell: Cell, least: int, most: int) -> int:
    value = _number(cell, least, most)
    if value != int(value):
        raise cell.refuse(f"{cell.text} is not a whole number.")
    return int(value)


def read_constraints(name: str, text: str) -> Constraints:
    """``constraints.json``; raises FileInvalid that names the key (and the line where JSON itself is broken)."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise FileInvalid(
            f"{name}, line {error.lineno}, column {error.colno}: this is not JSON ({error.msg})."
        ) from None
    if not isinstance(data, dict):
        raise FileInvalid(f"{name}, line 1: the file must hold one JSON object with the rules.")
    return _Keys(name, data).constraints()


class _Keys:
    """Reads keys of the constraints with their types. Keys that are not ours are left alone."""

    def __init__(self, name: str, data: dict[str, Any]) -> None:
        self.name, self.data = name, data

    def refuse(self, key: str, sentence: str) -> FileInvalid:
        return FileInvalid(f"{self.name}, key {key}: {sentence}")

    def get(self, key: str, kind: Callable[[Any], bool], wanted: str, default: Any = None) -> Any:
        if key not in self.data and default is not None:
            return default
        if key not in self.data:
            raise self.refuse(key, f"is missing; it must be {wanted}.")
        if not kind(self.data[key]):
            raise self.refuse(key, f"must be {wanted}.")
        return self.data[key]

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        def fits(value: Any) -> bool:
            return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

        return int(self.get(key, fits, f"a whole number from {least} to {most}", default))

    def words(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        return tuple(self.get(key, _is_words, "a list of words", default))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(_is_words(pair) and len(pair) == 2 for pair in value)

        return tuple((a, b) for a, b in self.get(key, fits, "a list of pairs of student ids", []))

    def level(self, key: str) -> str:
        return str(self.get(key, lambda v: v in LEVELS, f"one of {', '.join(LEVELS)}"))

    def mondays(self) -> tuple[date, ...]:
        weeks = []
        for word in self.words("session_weeks"):
            try:
                weeks.append(date.fromisoformat(word))
            except ValueError:
                raise self.refuse("session_weeks", f"{word!r} is not a date; write it like 2026-02-02.") from None
            if weeks[-1].weekday() != 0:
                raise self.refuse("session_weeks", f"{word} is not a Monday.")
        if not weeks:
            raise self.refuse("session_weeks", "must name at least one Monday.")
        return tuple(sorted(set(weeks)))

    def working_languages(self) -> Mapping[str, str]:
        def fits(value: Any) -> bool:
            return isinstance(value, dict) and bool(value) and all(level in LEVELS for level in value.values())

        return dict(self.get("working_languages", fits, 'languages with the least level, such as {"en": "B2"}'))

    def anchor(self) -> str:
        zone = str(self.get("slot_anchor", lambda v: isinstance(v, str), "a time zone", "UTC"))
        return _zone(Cell(self.name, 1, "slot_anchor", zone))

    def grid(self) -> int:
        wanted = "15, 30, 60 or 120 minutes"
        return int(self.get("start_grid_minutes", lambda v: v in (15, 30, 60, 120), wanted, 30))

    def constraints(self) -> Constraints:
        least = self.whole("size_min", 2, 1000)
        most = self.whole("size_max", least, 1000)
        target = self.whole("target_min", least, most, least)
        return Constraints(
            size_min=least,
            size_max=most,
            target_min=target,
            target_max=self.whole("target_max", target, most, most),
            session_minutes=self.whole("session_minutes", 15, 720),
            min_institutions=self.whole("min_institutions", 1, most),
            min_countries=self.whole("min_countries", 1, most),
            working_languages=self.working_languages(),
            facilitator_min_level=self.level("facilitator_min_level"),
            session_weeks=self.mondays(),
            start_grid_minutes=self.grid(),
            facilitator_gap_minutes=self.whole("facilitator_gap_minutes", 0, 1440, 0),
            access_hard=self.words("access_hard", []),
            slot_anchor=self.anchor(),
            keep_together=self.pairs("keep_together"),
            keep_apart=self.pairs("keep_apart"),
        )


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)
