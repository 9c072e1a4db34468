"""Cells of the group forming files: where we are, what is wrong there, and every wrong cell told at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

MOST_COMPLAINTS = 50
"""Wrong cells told of one run; the rest is counted."""
MOST_ROWS = 100_000
"""Rows in one file; the engine is measured up to 50,000 students."""
MOST_LETTERS = 10_000
"""Letters in one cell: a week of quarter hours needs some 8,000."""
SHOWN_LETTERS = 60
OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong and where. ``line`` is 0, ``column`` and ``key`` (of JSON) are empty where there is none."""

    file: str
    line: int
    column: str
    sentence: str
    key: str = ""

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        column = f", column {self.column}" if self.column else ""
        key = f", key {self.key}" if self.key else ""
        return f"{self.file}{line}{column}{key}: {self.sentence}"


class FileInvalid(ValueError):
    """Files cannot be used; ``str()`` is one sentence for each wrong cell, up to ``MOST_COMPLAINTS``."""

    code = "file_invalid"

    def __init__(self, *complaints: str | Complaint) -> None:
        super().__init__(*complaints)
        self.complaints = complaints

    def __str__(self) -> str:
        more = len(self.complaints) - MOST_COMPLAINTS
        told = [str(one) for one in self.complaints[:MOST_COMPLAINTS]]
        return "\n".join([*told, f"And {more} more like these."] if more > 0 else told)


class Complaints:
    """Collects what is wrong while reading goes on."""

    def __init__(self) -> None:
        self.found: list[str | Complaint] = []

    def of[Value](self, read: Callable[[], Value]) -> Value | None:
        """What ``read`` gives, or None when it complains."""
        try:
            return read()
        except FileInvalid as refusal:
            self.found += refusal.complaints
            return None

    def raise_any(self) -> None:
        """Raises FileInvalid with everything collected, if there is anything."""
        if self.found:
            raise FileInvalid(*self.found)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where we are in a file, so that every complaint can say so."""

    file: str
    line: int
    column: str
    text: str

    def complaint(self, sentence: str) -> Complaint:
        return Complaint(self.file, self.line, self.column, sentence)

    def refuse(self, sentence: str) -> FileInvalid:
        return FileInvalid(self.complaint(sentence))


def shown(text: str) -> str:
    """A value in quotes, cut where it is long."""
    return repr(text if len(text) <= SHOWN_LETTERS else text[:SHOWN_LETTERS] + "…")


def alike(word: str, others: Sequence[str]) -> str:
    """' (did you mean tz?)' when one of the others looks like the word, else nothing."""
    plain = {_plain(other): other for other in reversed(others)}
    near = get_close_matches(_plain(word), list(plain), n=1, cutoff=0.7)
    return f" (did you mean {plain[near[0]]}?)" if near else ""


def _plain(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())


Row = Mapping[str, Cell]


def rows_of(name: str, text: str, columns: Sequence[str], complaints: Complaints) -> Iterator[Row]:
    """The rows that have a cell for each column; what is wrong with others is collected.

    Raises FileInvalid when the file cannot be read as rows at all.
    """
    if not text.strip():
        needs = f"it needs a first line with the columns {', '.join(columns)}."
        raise FileInvalid(Complaint(name, 0, "", f"the file is empty; {needs}"))
    lines = list(_lines(name, text))
    header = [cell.strip() for cell in lines[0][1]]
    _check_header(name, header, columns)
    people = [(line, cells) for line, cells in lines[1:] if any(cell.strip() for cell in cells)]
    if len(people) > MOST_ROWS:
        raise FileInvalid(Complaint(name, people[MOST_ROWS][0], "", f"more than {MOST_ROWS:,} rows; split the cohort."))
    for line, cells in people:
        if len(cells) == len(header):
            row = {h: Cell(name, line, h, c.strip()) for h, c in zip(header, cells, strict=True)}
            long = [cell for cell in row.values() if len(cell.text) > MOST_LETTERS and cell.column in columns]
            complaints.found += [cell.complaint(f"holds more than {MOST_LETTERS:,} letters.") for cell in long]
            if not long:
                yield row
        else:
            said = f"has {len(cells)} columns, the first line has {len(header)}."
            complaints.found.append(Complaint(name, line, "", said))


def _lines(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of each record."""
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileInvalid(Complaint(name, line, "", f"this line is not CSV ({error}).")) from None


def _check_header(name: str, header: Sequence[str], columns: Sequence[str]) -> None:
    complaints = Complaints()
    if len(header) == 1:
        for sign, words in OTHER_DELIMITERS.items():
            if header[0].count(sign) >= len(columns) // 2:
                said = f"the columns are parted by {words}; save the file as CSV with commas."
                raise FileInvalid(Complaint(name, 1, "", said))
    spare = [column for column in header if column not in columns]
    found = ", ".join(header)
    for column in (c for c in columns if c not in header):
        said = f"the column {column} is missing{alike(column, spare)}; found {found[:200]}."
        complaints.found.append(Complaint(name, 1, "", said))
    for column in sorted({c for c in columns if header.count(c) > 1}):
        complaints.found.append(Complaint(name, 1, column, "stands twice in the first line."))
    complaints.raise_any()
