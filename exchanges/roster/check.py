"""The whole check: bytes of a roster file in, every row with its verdict out."""

from exchanges.roster.columns import find_columns
from exchanges.roster.dates import date_habits
from exchanges.roster.duplicates import mark_duplicates
from exchanges.roster.reading import read_table
from exchanges.roster.rows import check_row
from exchanges.roster.values import CheckedRoster, Columns, FileRefused, RosterContext, Row, Table


def check_roster(data: bytes, file_name: str, context: RosterContext) -> CheckedRoster:
    """Raises FileRefused (codes of `read_table` and `find_columns`, and file_no_rows: only a header)."""
    table = read_table(data, file_name)
    columns = find_columns(table.rows, institution_given=_institution_given(context))
    rows = _people_rows(table, columns)
    if not rows:
        raise FileRefused("file_no_rows", row=columns.header_row)
    habits = date_habits(_column(rows, columns, "date_of_birth"))
    checked = [check_row(row, columns, context, habits) for row in rows]
    return CheckedRoster(file_name, table, columns, mark_duplicates(checked, context))


def _institution_given(context: RosterContext) -> bool:
    """Without an institution column the file's own institution or the partners' mail domains have to tell."""
    return bool(context.default_institution) or any(place.domains for place in context.institutions)


def _people_rows(table: Table, columns: Columns) -> list[Row]:
    """Filled rows under the header; a header repeated in the middle (two sheets pasted together) is no person."""
    header = tuple(cell for cell in columns.headers if cell)
    below = (row for row in table.rows if row.number > columns.header_row)
    return [row for row in below if tuple(cell for cell in row.cells if cell) != header]


def _column(rows: list[Row], columns: Columns, field: str) -> list[str]:
    place = columns.places.get(field)
    return [] if place is None else [row.cells[place] for row in rows if place < len(row.cells)]
