"""The values that travel through a roster check; all frozen, all made of plain text and whole numbers."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Verdict = Literal["accepted", "repaired", "refused"]


class FileRefused(Exception):
    """The whole file cannot be read as a roster. `code` is for machines, `said` fills the sentence."""

    def __init__(self, code: str, **said: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.said: dict[str, str | int] = dict(said)


@dataclass(frozen=True)
class Reading:
    """What one cell was read as. `note` says how it was repaired, `why` why it was refused; never both.

    `value` is in the notation of contracts' students.csv ("en:C1;fr:B1", "Mon 18:00-21:00", "NL").
    """

    value: str = ""
    note: str = ""
    why: str = ""
    said: Mapping[str, str | int] = dataclasses.field(default_factory=dict)

    @classmethod
    def kept(cls, value: str) -> "Reading":
        return cls(value=value)

    @classmethod
    def repaired(cls, value: str, note: str, **said: str | int) -> "Reading":
        return cls(value=value, note=note, said=said)

    @classmethod
    def refused(cls, why: str, **said: str | int) -> "Reading":
        return cls(why=why, said=said)


@dataclass(frozen=True)
class KnownInstitution:
    """One partner of the exchange. `tz` is its IANA zone, `country` its ISO 3166 code, `domains` its mail domains."""

    slug: str
    names: tuple[str, ...]
    country: str
    tz: str
    schac: str = ""
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownPerson:
    """Somebody who already takes part; `email` in lower case, `institution` the slug."""

    email: str
    name: str = ""
    institution: str = ""
    student_number: str = ""


@dataclass(frozen=True)
class RosterContext:
    """What the check may know besides the file. `on` is a day of the exchange (zone offsets, ages in years).

    `closed` and `withdrawn` are e-mails of accounts that are closed and of students who left this exchange.
    """

    institutions: tuple[KnownInstitution, ...]
    on: date
    working_languages: tuple[str, ...] = ("en",)
    people: tuple[KnownPerson, ...] = ()
    default_institution: str = ""
    closed: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """One line of the sheet as a spreadsheet numbers it: the first line of the file is 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The file as text cells, empty rows left out. `delimiter` and `encoding` are empty for a workbook."""

    format: Literal["csv", "xlsx"]
    rows: tuple[Row, ...]
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class Columns:
    """Which column holds which field. `places` maps a field to its column; `header_row` counts from 1."""

    header_row: int
    places: Mapping[str, int]
    headers: tuple[str, ...]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Repair:
    field: str
    before: str
    after: str
    code: str
    said: Mapping[str, str | int] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Why a row is refused, or (as a flag) what somebody should look at."""

    field: str
    value: str
    code: str
    said: Mapping[str, str | int] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """One row in the notation of contracts' students.csv; "" = not stated."""

    name: str = ""
    say_name: str = ""
    email: str = ""
    student_number: str = ""
    institution: str = ""
    country: str = ""
    tz: str = ""
    first_languages: str = ""
    work_languages: str = ""
    discipline: str = ""
    gender: str = ""
    date_of_birth: str = ""
    availability: str = ""
    experience: str = ""
    topics: str = ""
    access_needs: str = ""
    dropout_risk: str = ""


@dataclass(frozen=True)
class CheckedRow:
    """The verdict on one row. `existing` = this e-mail already has a place in the exchange."""

    number: int
    person: Person
    repairs: tuple[Repair, ...] = ()
    reasons: tuple[Reason, ...] = ()
    flags: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    existing: bool = False

    @property
    def verdict(self) -> Verdict:
        if self.reasons:
            return "refused"
        return "repaired" if self.repairs else "accepted"


@dataclass(frozen=True)
class CheckedRoster:
    """A whole file that could be read."""

    file_name: str
    table: Table
    columns: Columns
    rows: tuple[CheckedRow, ...]

    def count(self, verdict: Verdict) -> int:
        return sum(row.verdict == verdict for row in self.rows)

    @property
    def duplicates(self) -> int:
        """Rows refused because the same person stands elsewhere in the file."""
        codes = {"duplicate_email", "duplicate_student_number"}
        return sum(any(reason.code in codes for reason in row.reasons) for row in self.rows)
