"""Bytes of a roster file to a table of text cells, or `FileRefused` with one reason.

Reads csv with , ; tab or | in UTF-8 (with or without BOM), UTF-16, Windows-1252 or Windows-1256 (Arabic), and the
first sheet of an .xlsx workbook (`workbook.py`).
"""

import codecs
import csv
import io
from collections.abc import Iterator

import charset_normalizer

from exchanges.roster.columns import recognised_count
from exchanges.roster.folding import clean_cell
from exchanges.roster.values import FileRefused, Row, Table
from exchanges.roster.workbook import read_workbook

BYTES_MAX = 10 * 1024 * 1024
# Twice the largest cohort the matcher is asked for (10,000); above it somebody sent the wrong file.
ROWS_MAX = 20_000
COLUMNS_MAX = 200
DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 200_000

_OTHER_FORMATS = (
    (b"\xd0\xcf\x11\xe0", "file_old_excel"),
    (b"%PDF", "file_pdf"),
    (b"{\\rtf", "file_not_a_table"),
    (b"<", "file_web_page"),
)


def read_table(data: bytes, file_name: str = "") -> Table:
    """Read `data` as csv or xlsx, whatever the name says.

    Raises FileRefused: file_empty, file_too_large, file_too_many_rows, file_too_many_columns, file_old_excel,
    file_pdf, file_web_page, file_opendocument, file_not_a_table, file_binary, file_damaged, file_encoding,
    file_open_quote.
    """
    if len(data) > BYTES_MAX:
        raise FileRefused("file_too_large", megabytes=-(-len(data) // 2**20), limit=BYTES_MAX // 2**20)
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise FileRefused("file_empty")
    if data.startswith(b"PK\x03\x04"):
        return _filled(read_workbook(data, ROWS_MAX, COLUMNS_MAX))
    for start, code in _OTHER_FORMATS:
        if data.lstrip().startswith(start):
            raise FileRefused(code)
    text, encoding = decode(data)
    return _filled(_read_text(text, encoding))


def _filled(table: Table) -> Table:
    if not table.rows:
        raise FileRefused("file_empty")
    return table


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding. Raises FileRefused: file_binary, file_encoding."""
    if data.startswith(codecs.BOM_UTF8):
        return _decoded(data, "utf-8-sig"), "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16"), "utf-16"
    if b"\x00" in data[:_SAMPLE_BYTES]:
        return _decode_with_zeros(data)
    if _looks_binary(data):
        raise FileRefused("file_binary")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _guessed_code_page(data)
        return _decoded(data, encoding), encoding


def _looks_binary(data: bytes) -> bool:
    """More than 1 % control bytes in the sample: no spreadsheet writes those."""
    sample = data[:_SAMPLE_BYTES]
    allowed = b"\t\n\r\x0b\x0c\x1a"
    control = sum(sample.count(bytes([code])) for code in range(32) if code not in allowed)
    return control * 100 > len(sample)


def _decode_with_zeros(data: bytes) -> tuple[str, str]:
    """UTF-16 without a BOM has its zero bytes nearly all on one side; anything else with zeros is binary."""
    sample = data[: _SAMPLE_BYTES // 2 * 2]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros * 4 > len(sample) // 2 and others * 50 <= zeros:
            return _decoded(data, encoding), encoding
    raise FileRefused("file_binary")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise FileRefused("file_encoding", row=row) from error


def _guessed_code_page(data: bytes) -> str:
    """Windows-1252 or Windows-1256, whichever makes better words (the default of Excel in the west and in Cairo)."""
    best = charset_normalizer.from_bytes(data[:_SAMPLE_BYTES], cp_isolation=["cp1252", "cp1256"]).best()
    return best.encoding if best is not None else "cp1252"


def _read_text(text: str, encoding: str) -> Table:
    first, _, rest = text.partition("\n")
    hint = first.strip().lower().removeprefix("\ufeff").strip('"')
    if hint.startswith("sep=") and len(hint) == 5:
        delimiter, offset, text = hint[-1], 1, rest
    else:
        delimiter, offset = guessed_delimiter(text), 0
    try:
        rows = tuple(_numbered(text, delimiter, offset))
    except csv.Error as error:  # a cell of more than 128 KiB: text of another kind, such as JSON on one line
        raise FileRefused("file_not_a_table") from error
    return Table(format="csv", rows=rows, encoding=encoding, delimiter=delimiter)


def guessed_delimiter(text: str) -> str:
    """The delimiter that finds most known column names in the first 10 lines; on a tie, most columns."""
    sample = "\n".join(text[:_SAMPLE_BYTES].splitlines()[:10])

    def score(delimiter: str) -> tuple[int, int]:
        try:
            lines = list(_parsed(sample, delimiter, strict=False))
        except csv.Error:
            return 0, 0
        return max(map(recognised_count, lines), default=0), max(map(len, lines), default=0)

    return max(DELIMITERS, key=score)


def _parsed(text: str, delimiter: str, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict, skipinitialspace=True)


def _numbered(text: str, delimiter: str, offset: int) -> Iterator[Row]:
    _refuse_open_quote(text, delimiter, offset)
    filled = 0
    for number, cells in enumerate(_parsed(text, delimiter, strict=False), start=1 + offset):
        if len(cells) > COLUMNS_MAX:
            raise FileRefused("file_too_many_columns", row=number, limit=COLUMNS_MAX)
        clean = tuple(clean_cell(cell) for cell in cells)
        if not any(clean):
            continue
        filled += 1
        if filled > ROWS_MAX + 1:
            raise FileRefused("file_too_many_rows", limit=ROWS_MAX)
        yield Row(number, clean)


def _refuse_open_quote(text: str, delimiter: str, offset: int) -> None:
    """A quotation mark that is never closed swallows all rows after it; a strict reading says so at the end."""
    row = offset
    try:
        for row, _cells in enumerate(_parsed(text, delimiter, strict=True), start=1 + offset):
            if row > ROWS_MAX + 1:
                return
    except csv.Error as error:
        if "unexpected end" in str(error) or ("field larger" in str(error) and '"' in text):
            raise FileRefused("file_open_quote", row=row + 1) from error
