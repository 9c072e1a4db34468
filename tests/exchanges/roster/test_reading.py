import io
import zipfile
from datetime import date

import openpyxl
import pytest

from exchanges.roster.reading import BYTES_MAX, ROWS_MAX, read_table
from exchanges.roster.values import FileRefused
from exchanges.roster.workbook import cell_text

SMALL = "name;email\nJoëlle;j@x.example\n"


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        read_table(data)
    return caught.value.code


def workbook(*rows: list[object]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter(delimiter):
    table = read_table(f"name{delimiter}email\nBos, Anna{delimiter}a@x.example\n".replace("Bos, ", "").encode())
    assert table.delimiter == delimiter


def test_commas_inside_names_do_not_hide_the_semicolon():
    assert read_table(b'Naam;E-mail\n"Bos, Anna, van";a@x.example\n').delimiter == ";"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_reads_the_accents_of_every_encoding(encoding):
    assert read_table(SMALL.encode(encoding)).rows[1].cells[0] == "Joëlle"


def test_reads_arabic_names_in_the_code_page_of_excel_in_cairo():
    text = "الاسم;email\nمحمد عبد الرحمن;m@x.example\nفاطمة حسن;f@x.example\n"
    assert read_table(text.encode("cp1256")).rows[1].cells[0] == "محمد عبد الرحمن"


def test_a_line_that_names_the_separator_is_no_row():
    table = read_table(b"sep=;\nname;email\nAnna;a@x.example\n")
    assert (table.delimiter, table.rows[0].number) == (";", 2)


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    assert [row.number for row in read_table(b"name,email\n\nA,b\n").rows] == [1, 3]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n\r\n", "file_empty"),
        (b"\xef\xbb\xbf\n", "file_empty"),
        (b";;;\n;;;\n", "file_empty"),
        (b"%PDF-1.7 ...", "file_pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "file_old_excel"),
        (b"<html><table><tr><td>name</td></tr></table>", "file_web_page"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01", "file_binary"),
        (bytes(range(1, 32)) * 20, "file_binary"),
        (b"PK\x03\x04 this is no zip", "file_damaged"),
        (b'name,email\n"Anna,a@x.example\nBo,b@x.example\n', "file_open_quote"),
        (b"name," * 250, "file_too_many_columns"),
    ],
)
def test_refuses_what_is_no_roster(data, code):
    assert refusal(data) == code


def test_refuses_a_large_file_by_its_size():
    assert refusal(b"a" * (BYTES_MAX + 1)) == "file_too_large"


def test_refuses_a_hundred_thousand_rows():
    assert refusal(b"name,email\n" + b"Anna,a@x.example\n" * 100_000) == "file_too_many_rows"


def test_reads_as_many_rows_as_it_promises():
    assert len(read_table(b"name,email\n" + b"A,a@x.example\n" * ROWS_MAX).rows) == ROWS_MAX + 1


def zipped(**entries: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def test_refuses_an_open_document():
    assert refusal(zipped(mimetype="x", content_xml="<x/>")) == "file_opendocument"


def test_refuses_another_zip():
    assert refusal(zipped(letter="hello")) == "file_not_a_table"


def test_refuses_a_workbook_with_broken_insides():
    assert refusal(zipped(xl__workbook_xml="<broken")) == "file_damaged"


def test_refuses_an_empty_workbook():
    assert refusal(workbook()) == "file_empty"


def test_a_workbook_keeps_typed_dates():
    table = read_table(workbook(["name", "born"], ["Anna", date(2001, 4, 3)]))
    assert table.rows[1].cells == ("Anna", "2001-04-03")


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [(12345, "0000000", "0012345"), (12345.0, "General", "12345"), (None, "", ""), (True, "", "yes"), (1.5, "", "1.5")],
)
def test_cells_say_what_the_spreadsheet_shows(value, number_format, text):
    assert cell_text(value, number_format) == text


def changed_sheet(before: bytes, after: bytes) -> bytes:
    """A workbook of two rows whose XML was changed by hand."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["name", "email"], ["Anna", "a@x.example"]))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(before, after))
    return out.getvalue()


def test_a_row_number_beyond_every_sheet_is_damage_and_not_hours_of_counting():
    assert refusal(changed_sheet(b'<row r="2"', b'<row r="900000000000"')) == "file_damaged"


def test_a_sheet_that_names_cells_far_to_the_right_in_every_row_is_given_up():
    wide = b'<row><c r="ZZZ3"/></row>' * 1200
    assert refusal(changed_sheet(b"</sheetData>", wide + b"</sheetData>")) == "file_damaged"


@pytest.mark.parametrize("before", [b"", b"name,email\n", b"name;email\n\n"])
def test_a_text_on_one_endless_line_is_no_table(before):
    assert refusal(before + b"[" + b"1.5 " * 50_000 + b"]") == "file_not_a_table"
