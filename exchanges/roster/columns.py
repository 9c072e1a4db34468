"""Which column of the file is which field, and which line is the header."""

from collections.abc import Sequence

from exchanges.roster.header_names import field_inside, field_of
from exchanges.roster.values import Columns, FileRefused, Row

HEADER_ROWS_SEARCHED = 15
# Two fields named outright, or three as parts of questions.
HEADER_LEAST = 3
# A roster needs to say who somebody is and how to reach them; the rest can be asked in the profile.
NAME_FIELDS = ("name", "name_family_first", "given_name", "family_name")
PROFILE_FIELDS = ("first_languages", "work_languages", "availability")


def recognised_count(cells: Sequence[str]) -> int:
    """How much the cells look like a header: 2 for each field named outright, 1 for one inside a question."""
    outright = {field for field in map(field_of, cells) if field}
    inside = {field for field in map(field_inside, cells) if field} - outright
    return 2 * len(outright) + len(inside)


def find_columns(rows: tuple[Row, ...], *, institution_given: bool) -> Columns:
    """The header among the first filled rows: the one that names most fields, the upper one on a tie.

    Raises FileRefused: file_no_header (fewer than two known columns), file_missing_columns (no name or e-mail, or
    no institution when `institution_given` is False).
    """
    filled = rows[:HEADER_ROWS_SEARCHED]
    header = max(filled, key=lambda row: recognised_count(row.cells))
    if recognised_count(header.cells) < HEADER_LEAST:
        found = ", ".join(cell for cell in filled[0].cells[:6] if cell)[:120]
        raise FileRefused("file_no_header", row=filled[0].number, found=found)
    columns = _placed(header)
    _refuse_missing(columns, institution_given=institution_given)
    return columns


def _placed(header: Row) -> Columns:
    places: dict[str, int] = {}
    unknown: list[str] = []
    repeated: list[str] = []
    outright = {field_of(cell) for cell in header.cells}
    for index, cell in enumerate(header.cells):
        field = field_of(cell) or (inside if (inside := field_inside(cell)) not in outright else "")
        if not field:
            unknown += [cell] if cell else []
        elif field in places:
            repeated.append(cell)
        else:
            places[field] = index
    _settle_first_name(places)
    missing = tuple(field for field in ("institution", "country", "tz", *PROFILE_FIELDS) if not _has(places, field))
    return Columns(header.number, places, header.cells, tuple(unknown), tuple(repeated), missing)


def _settle_first_name(places: dict[str, int]) -> None:
    """ "Nome" or "Nom" alone is the whole name; beside "Cognome" or "Prénom" it is half of it."""
    for half in ("given_name", "family_name"):
        other = "family_name" if half == "given_name" else "given_name"
        if half in places and other not in places and not {"name", "name_family_first"} & places.keys():
            places["name"] = places.pop(half)


def _has(places: dict[str, int], field: str) -> bool:
    prefix = {"work_languages": "level", "availability": "day:"}.get(field)
    return field in places or bool(prefix and any(place.startswith(prefix) for place in places))


def _refuse_missing(columns: Columns, *, institution_given: bool) -> None:
    wanted = [] if any(field in columns.places for field in NAME_FIELDS) else ["name"]
    wanted += [] if "email" in columns.places else ["email"]
    wanted += [] if "institution" in columns.places or institution_given else ["institution"]
    if wanted:
        found = ", ".join(cell for cell in columns.headers if cell)[:200]
        raise FileRefused("file_missing_columns", row=columns.header_row, columns=", ".join(wanted), found=found)
