"""One row of the table to a person and a verdict."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from exchanges.roster import details
from exchanges.roster.availability import read_availability
from exchanges.roster.countries import read_country
from exchanges.roster.dates import DateHabits, read_birth_date
from exchanges.roster.emails import read_email
from exchanges.roster.folding import mended
from exchanges.roster.institutions import read_institution
from exchanges.roster.languages import LEVELS, paired, read_first_languages, read_level, read_work_languages
from exchanges.roster.names import joined_name, read_family_first, read_name
from exchanges.roster.values import (
    CheckedRow,
    Columns,
    KnownInstitution,
    Person,
    Reading,
    Reason,
    Repair,
    RosterContext,
    Row,
)
from exchanges.roster.zones import Place, read_zone

CELL_LENGTH_MAX = 2_000
_PLAIN_READERS: dict[str, Callable[[str], Reading]] = {
    "student_number": details.read_student_number,
    "gender": details.read_gender,
    "discipline": details.read_discipline,
    "experience": details.read_experience,
    "topics": details.read_topics,
    "access_needs": details.read_access_needs,
    "dropout_risk": details.read_dropout_risk,
    "first_languages": read_first_languages,
}
# Refusals that only follow from an institution nobody knows; saying them too would hide the cause.
_FOLLOWING = frozenset({"zone_missing", "zone_is_no_place", "country_missing"})
_ASKED_LATER = ("first_languages", "work_languages", "availability")


@dataclass
class _Desk:
    """One row being read: its cells by field, and what has been found so far."""

    cells: dict[str, str]
    context: RosterContext
    found: dict[str, str] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)

    def take(self, name: str, before: str, reading: Reading) -> str:
        """Note what a reading says, keep its value."""
        if reading.why:
            self.reasons.append(Reason(name, before, reading.why, reading.said))
        elif reading.note:
            self.repairs.append(Repair(name, before, reading.value, reading.note, reading.said))
        self.found[name] = reading.value
        return reading.value


def check_row(row: Row, columns: Columns, context: RosterContext, habits: DateHabits) -> CheckedRow:
    """Read every field of one row; never raises, whatever the cells hold."""
    desk = _Desk(_cells(row, columns), context)
    _check_shape(desk, row, columns)
    _mend(desk)
    _read_identity(desk)
    _read_place(desk)
    for name, reader in _PLAIN_READERS.items():
        cell = desk.cells.get(name, "")
        desk.take(name, cell, reader(cell))
    cell = desk.cells.get("date_of_birth", "")
    desk.take("date_of_birth", cell, read_birth_date(cell, habits, context.on))
    _read_languages(desk)
    _read_times(desk)
    missing = tuple(name for name in _ASKED_LATER if not desk.found.get(name))
    return CheckedRow(row.number, Person(**desk.found), tuple(desk.repairs), tuple(desk.reasons), missing=missing)


def _cells(row: Row, columns: Columns) -> dict[str, str]:
    return {name: row.cells[place] if place < len(row.cells) else "" for name, place in columns.places.items()}


def _check_shape(desk: _Desk, row: Row, columns: Columns) -> None:
    beyond = [cell for cell in row.cells[len(columns.headers) :] if cell]
    if beyond:
        desk.reasons.append(Reason("", ", ".join(beyond)[:200], "row_too_many_cells"))
    for name, cell in desk.cells.items():
        if len(cell) > CELL_LENGTH_MAX:
            said: dict[str, str | int] = {"limit": CELL_LENGTH_MAX}
            desk.reasons.append(Reason(name, cell[:80] + "…", "cell_too_long", said))
            desk.cells[name] = ""


def _mend(desk: _Desk) -> None:
    for name, cell in desk.cells.items():
        text = mended(cell)
        if text != cell:
            desk.repairs.append(Repair(name, cell, text, "text_mended"))
            desk.cells[name] = text


def _read_identity(desk: _Desk) -> None:
    cells = desk.cells
    if "name" in cells and (cells["name"] or "given_name" not in cells):
        shown, reading = cells["name"], read_name(cells["name"])
    elif "name_family_first" in cells:
        shown, reading = cells["name_family_first"], read_family_first(cells["name_family_first"])
    else:
        shown = joined_name(cells.get("given_name", ""), cells.get("infix", ""), cells.get("family_name", ""))
        reading = read_name(shown)
    desk.take("name", shown, reading)
    desk.found["say_name"] = cells.get("say_name", "")[:200]
    domains = tuple(domain for place in desk.context.institutions for domain in place.domains)
    desk.take("email", cells.get("email", ""), read_email(cells.get("email", ""), domains))


def _read_place(desk: _Desk) -> None:
    context, shown = desk.context, desk.cells.get("institution", "")
    reading = read_institution(shown, desk.found["email"], context.institutions, context.default_institution)
    slug = desk.take("institution", shown, reading)
    home = next((place for place in context.institutions if place.slug == slug), None)
    _take_placed(desk, "country", read_country(desk.cells.get("country", ""), home.country if home else ""), home)
    place = Place(desk.found["country"], home.country if home else "", home.tz if home else "", context.on)
    _take_placed(desk, "tz", read_zone(desk.cells.get("tz", ""), place), home)


def _take_placed(desk: _Desk, name: str, reading: Reading, home: KnownInstitution | None) -> None:
    """Without the column at all, the institution's own place is no repair: the report says so once for the file."""
    if reading.why in _FOLLOWING and home is None:
        desk.found[name] = ""
    elif name not in desk.cells and not reading.why:
        desk.found[name] = reading.value
    else:
        desk.take(name, desk.cells.get(name, ""), reading)


def _read_languages(desk: _Desk) -> None:
    """The cells of all languages and levels, then the level of one language each; twice the same: the lower."""
    shown = paired(desk.cells.get("work_languages", ""), desk.cells.get("level", ""))
    value = desk.take("work_languages", shown, read_work_languages(shown, desk.context.working_languages))
    levels = dict(part.split(":") for part in value.split(";") if part)
    for name, cell in desk.cells.items():
        code = name.removeprefix("level:")
        if code != name and cell:
            level = desk.take("work_languages", cell, _named(read_level(cell), code)).partition(":")[2]
            if level:
                levels[code] = min(levels.get(code, level), level, key=LEVELS.index)
    for code in desk.found["first_languages"].split(";"):
        if code in desk.context.working_languages and code not in levels:
            levels[code] = "N"
            desk.repairs.append(Repair("work_languages", value, f"{code}:N", "level_from_first_language"))
    desk.found["work_languages"] = ";".join(f"{code}:{level}" for code, level in levels.items())


def _named(reading: Reading, code: str) -> Reading:
    return replace(reading, value=f"{code}:{reading.value}") if reading.value else reading


def _read_times(desk: _Desk) -> None:
    """One cell for the week, or one column a day ("Monday": "18-21")."""
    parts = [desk.cells.get("availability", "")]
    parts += [
        f"{name.removeprefix('day:')} {cell}"
        for name, cell in desk.cells.items()
        if name.startswith("day:") and cell.strip(" -–/xX") and cell.casefold() not in ("no", "nee", "non", "none")
    ]
    shown = ";".join(part for part in parts if part)
    desk.take("availability", shown, read_availability(shown, desk.found["country"]))
