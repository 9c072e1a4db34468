"""The first sheet of an .xlsx workbook as text cells: typed dates become ISO text, whole numbers lose their ".0"."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time
from typing import Any

from exchanges.roster.folding import clean_cell
from exchanges.roster.values import FileRefused, Row, Table

# A roster of 20,000 rows unpacks to about 30 MB of XML; far above that the zip is made to fill the memory.
UNPACKED_BYTES_MAX = 200 * 1024 * 1024
# A sheet of Excel has no more rows; a row number above it would let openpyxl count empty rows for hours.
SHEET_ROWS_MAX = 1_048_576
# Read within seconds; a few bytes of XML can name a cell far to the right, and every one before it is made.
CELLS_MAX = 20_000_000
_ZEROS = re.compile(r"0+")


def read_workbook(data: bytes, rows_max: int, columns_max: int) -> Table:
    """Raises FileRefused: file_damaged, file_opendocument, file_not_a_table, file_too_large, file_too_many_rows,
    file_too_many_columns.
    """
    _check_zip(data)
    try:
        with warnings.catch_warnings(action="ignore"):  # openpyxl warns of styles and filters that we do not read
            rows = _sheet_rows(data, rows_max, columns_max)
    except FileRefused:
        raise
    except Exception as error:  # openpyxl raises whatever the broken XML leads to: KeyError, ValueError, ParseError...
        raise FileRefused("file_damaged") from error
    return Table(format="xlsx", rows=rows)


def _sheet_rows(data: bytes, rows_max: int, columns_max: int) -> tuple[Row, ...]:
    import openpyxl  # pulls in numpy: 0.5 s that only an import of a workbook should pay

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    with closing(book):
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size is often wrong
        return tuple(_rows(sheet.iter_rows(), rows_max, columns_max))


def _check_zip(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {entry.filename for entry in archive.infolist()}
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise FileRefused("file_damaged") from error
    if "content.xml" in names and "mimetype" in names:
        raise FileRefused("file_opendocument")
    if "xl/workbook.xml" not in names:
        raise FileRefused("file_not_a_table")
    if unpacked > UNPACKED_BYTES_MAX:
        raise FileRefused("file_too_large", megabytes=unpacked // 2**20, limit=UNPACKED_BYTES_MAX // 2**20)


def _rows(lines: Iterable[tuple[Any, ...]], rows_max: int, columns_max: int) -> Iterator[Row]:
    filled = cells_seen = 0
    for number, line in enumerate(lines, start=1):
        cells_seen += len(line)
        if number > SHEET_ROWS_MAX or cells_seen > CELLS_MAX:
            raise FileRefused("file_damaged")
        if len(line) > columns_max and any(cell.value is not None for cell in line[columns_max:]):
            raise FileRefused("file_too_many_columns", row=number, limit=columns_max)
        cells = tuple(cell_text(cell.value, getattr(cell, "number_format", "")) for cell in line[:columns_max])
        if not any(cells):
            continue
        filled += 1
        if filled > rows_max + 1:
            raise FileRefused("file_too_many_rows", limit=rows_max)
        yield Row(number, cells)


def cell_text(value: Any, number_format: str = "") -> str:
    """What the cell says: 2001-04-03 for a date, 0012345 for 12345 shown as 0000000, "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int) and _ZEROS.fullmatch(number_format or ""):
        return str(value).zfill(len(number_format))
    return clean_cell(str(value))
