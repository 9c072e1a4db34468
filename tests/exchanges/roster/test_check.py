from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.roster import details
from exchanges.roster.availability import DAY_MINUTES, read_availability
from exchanges.roster.check import check_roster
from exchanges.roster.countries import read_country
from exchanges.roster.dates import date_habits, read_birth_date
from exchanges.roster.emails import read_email
from exchanges.roster.folding import mended
from exchanges.roster.header_names import field_inside, field_of
from exchanges.roster.institutions import read_institution
from exchanges.roster.languages import LEVELS, read_first_languages, read_level, read_work_languages
from exchanges.roster.names import read_family_first, read_name
from exchanges.roster.report import roster_report
from exchanges.roster.values import FileRefused, KnownPerson, Reading
from exchanges.roster.zones import Place, read_zone
from tests.exchanges.roster.partners import (
    ANNA,
    CONTEXT,
    HEADER,
    ON,
    PARTNERS,
    checked,
    reason_codes,
    repair_codes,
    row_with,
    rows_of,
)

PIECES = """Mon ma maandag lunedì evening 18:00-21:00 18 - 25:99 ; , B2 c1/c2 en:B2 English GMT+2 CET Europe/Rome
    03/04/2001 31.2.01 mailto: a@b.nl < > @ .. ( ) = ٣ Ã© é \u200f 6pm u to tot dalle weekend always +"""
WORDS = st.sampled_from(PIECES.split())
TEXTS = st.text(max_size=60) | st.lists(WORDS, max_size=8).map(" ".join) | st.lists(WORDS, max_size=8).map("".join)
READERS = [
    read_name, read_family_first, read_email, read_country, read_level, read_first_languages, read_availability,
    details.read_student_number, details.read_gender, details.read_discipline, details.read_experience,
    details.read_topics, details.read_access_needs, details.read_dropout_risk,
    lambda text: read_institution(text, text, PARTNERS),
    lambda text: read_work_languages(text, ("en",)),
    lambda text: read_birth_date(text, date_habits([text]), ON),
    lambda text: read_zone(text, Place("IT", "IT", "Europe/Rome", ON)),
    lambda text: read_zone(text, Place("US", "IT", "Europe/Rome", ON)),
]  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@given(text=TEXTS)
def test_no_text_breaks_a_reader(reader, text):
    reading = reader(text)
    assert isinstance(reading, Reading)
    assert not (reading.note and reading.why)


@given(text=TEXTS)
def test_no_text_breaks_the_reading_of_headers(text):
    assert isinstance(field_of(text) + field_inside(text) + mended(text), str)


@given(text=TEXTS)
def test_read_hours_are_read_the_same_again(text):
    value = read_availability(text).value
    assert read_availability(value) == Reading.kept(value)


@given(text=TEXTS)
def test_hours_lie_inside_their_day_in_order(text):
    for block in filter(None, read_availability(text).value.split(";")):
        first, last = (int(clock[:2]) * 60 + int(clock[3:]) for clock in block.split()[1].split("-"))
        assert 0 <= first < last <= DAY_MINUTES


@given(text=TEXTS)
def test_read_levels_are_levels(text):
    assert all(part.split(":")[1] in LEVELS for part in read_work_languages(text, ("en",)).value.split(";") if part)


@given(text=TEXTS)
def test_a_read_address_is_read_the_same_again(text):
    value = read_email(text).value
    assert not value or read_email(value) == Reading.kept(value)


@settings(max_examples=60)
@given(st.lists(st.lists(TEXTS, min_size=4, max_size=4), min_size=1, max_size=6))
def test_the_counts_of_a_report_add_up(cells):
    quoted = "\n".join(",".join('"' + cell.replace('"', "'") + '"' for cell in row) for row in cells)
    try:
        found = checked(f"name,email,institution,availability\n{quoted}\n")
    except FileRefused:
        return
    report = roster_report(found, lambda code, said: code)
    assert (
        report["accepted"] + report["repaired"] + report["refused"] == report["read_as"]["rows"] == len(report["rows"])
    )
    assert report["duplicates"] <= report["refused"]


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_check(data):
    try:
        check_roster(data, "x", CONTEXT)
    except FileRefused:
        return


def test_a_clean_row_is_accepted():
    row = row_with(country="NL", tz="Europe/Amsterdam", work_languages="en:B2", availability="Mon 18:00-21:00")
    assert (row.verdict, row.repairs) == ("accepted", ())


def test_a_repair_says_what_it_was_and_became():
    repair = row_with(tz="CET").repairs[0]
    assert (repair.field, repair.before, repair.after) == ("tz", "CET", "Europe/Amsterdam")


def test_a_row_is_refused_with_every_reason():
    assert reason_codes(row_with(tz="Mars", availability="always")) == ["zone_unknown", "availability_vague"]


def test_an_unknown_institution_is_the_only_reason_said():
    row = rows_of(f"{HEADER},tz\nAnna Bos,anna@x.example,Utrecht,CET\n")[0]
    assert reason_codes(row) == ["institution_unknown"]


def test_place_and_zone_come_from_the_institution_when_the_file_has_no_column():
    row = rows_of(f"{HEADER}\n{ANNA}\n")[0]
    assert (row.verdict, row.person.country, row.person.tz) == ("accepted", "NL", "Europe/Amsterdam")


def test_an_empty_zone_in_a_column_of_zones_is_a_repair():
    assert repair_codes(row_with(tz="")) == ["zone_from_institution"]


def test_what_is_not_stated_is_named_as_missing():
    assert row_with(tz="").missing == ("first_languages", "work_languages", "availability")


def test_the_level_of_one_language_has_its_own_column():
    assert row_with(**{"English level": "b2+"}).person.work_languages == "en:B2"


def test_two_columns_of_one_language_give_the_lower_level():
    assert row_with(**{"English level": "C1", "languages": "en:B2;fr:A2"}).person.work_languages == "en:B2;fr:A2"


def test_the_exchange_language_as_first_language_is_native():
    assert row_with(first_language="English").person.work_languages == "en:N"


def test_a_comma_without_quotation_marks_is_noticed():
    assert reason_codes(rows_of(f"{HEADER}\nBos, Anna,anna@x.example,noorderzee\n")[0])[0] == "row_too_many_cells"


def test_a_huge_cell_is_refused():
    assert reason_codes(row_with(availability="Mon 18-21;" * 300)) == ["cell_too_long"]


def test_broken_accents_are_mended_and_said():
    row = rows_of(f"{HEADER}\nJoÃ«lle Bos,j@x.example,noorderzee\n")[0]
    assert (row.person.name, repair_codes(row)) == ("Joëlle Bos", ["text_mended"])


def test_a_header_repeated_in_the_middle_is_no_student():
    assert len(rows_of(f"{HEADER}\n{ANNA}\n{HEADER}\n")) == 1


def test_the_second_row_of_an_address_is_a_duplicate():
    first, second = rows_of(f"{HEADER}\n{ANNA}\n{ANNA.upper()}\n")
    assert (first.verdict, reason_codes(second), second.reasons[0].said) == (
        "accepted",
        ["duplicate_email"],
        {"row": 2},
    )


def test_a_duplicate_says_where_it_differs():
    rows = rows_of(f"{HEADER},availability\n{ANNA},Mon 18:00-21:00\n{ANNA},Tue 18:00-21:00\n")
    assert rows[1].flags[0].said["fields"] == "availability"


def test_a_refused_first_row_gives_way_to_a_good_second():
    rows = rows_of(f"{HEADER},tz\n{ANNA},Mars\n{ANNA},CET\n")
    assert [row.verdict for row in rows] == ["refused", "repaired"]


def test_one_student_number_at_one_institution_is_one_person():
    text = f"{HEADER},student_id\n{ANNA},007\nBo Bos,bo@x.example,noorderzee,007\nCo Bos,co@x.example,valdarno,007\n"
    assert [reason_codes(row) for row in rows_of(text)] == [[], ["duplicate_student_number"], []]


def test_duplicates_are_counted():
    assert checked(f"{HEADER}\n{ANNA}\n{ANNA}\n").duplicates == 1


def test_equal_names_at_one_institution_are_flagged_and_kept():
    rows = rows_of(f"{HEADER}\n{ANNA}\nANNA BOS,anna2@x.example,noorderzee\n")
    assert (rows[1].verdict, rows[1].flags[0].code) == ("accepted", "same_name")


KNOWN = replace(CONTEXT, people=(KnownPerson("anna@noorderzee.example", "Anna Bos", "noorderzee", "007"),))


def test_people_who_take_part_already_are_recognised_by_their_address():
    assert rows_of(f"{HEADER}\n{ANNA}\n", KNOWN)[0].existing


def test_a_student_number_of_somebody_else_is_refused():
    text = f"{HEADER},student_id\nBo Bos,bo@x.example,noorderzee,007\n"
    assert reason_codes(rows_of(text, KNOWN)[0]) == ["student_number_taken"]


def test_a_namesake_of_somebody_who_takes_part_is_flagged():
    assert rows_of(f"{HEADER}\nAnna Bos,bo@x.example,noorderzee\n", KNOWN)[0].flags[0].code == "same_name_known"


@pytest.mark.parametrize(
    ("context", "code"),
    [
        (replace(CONTEXT, closed=frozenset({"anna@noorderzee.example"})), "account_closed"),
        (replace(CONTEXT, withdrawn=frozenset({"anna@noorderzee.example"})), "person_withdrew"),
    ],
)
def test_an_import_brings_nobody_back_who_left(context, code):
    assert reason_codes(rows_of(f"{HEADER}\n{ANNA}\n", context)[0]) == [code]


def test_the_institution_of_the_whole_file_can_be_given():
    context = replace(CONTEXT, default_institution="valdarno")
    assert rows_of("name,email\nAnna Bos,anna@x.example\n", context)[0].person.tz == "Europe/Rome"
