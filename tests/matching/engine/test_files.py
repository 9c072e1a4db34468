"""Group forming files: what is read, and what is refused with file, line and column."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.files import (
    FACILITATOR_COLUMNS,
    STUDENT_COLUMNS,
    FileInvalid,
    decode,
    read_constraints,
    read_facilitators,
    read_groups,
    read_matrix,
    read_students,
    write_groups,
)
from matching.engine.types import FormedGroup

HEADER = ",".join(STUDENT_COLUMNS)
ROW = "s1,u_siena,IT,Europe/Rome,it,en:C1;fr:B2,law,f,Mon 12:30-14:00;Tue 18:00-24:00,1,peace;health,captions,0.1"
GROUPS = "student_id,group_id,slot,facilitator_id,language\n"
RULES = """{"size_min": 4, "size_max": 8, "session_minutes": 90, "min_institutions": 2, "min_countries": 2,
 "working_languages": {"en": "B2"}, "facilitator_min_level": "C1", "session_weeks": ["2026-02-02"]}"""


def students(*rows):
    return read_students("students.csv", "\n".join([HEADER, *rows]))


def refusal(read, *arguments):
    with pytest.raises(FileInvalid) as caught:
        read(*arguments)
    return str(caught.value)


def test_a_student_row_is_read():
    (person,) = students(ROW)
    assert (person.id, person.tz, dict(person.work_languages)) == ("s1", "Europe/Rome", {"en": "C1", "fr": "B2"})
    assert (person.topics, person.access_needs, person.dropout_risk) == (("peace", "health"), ("captions",), 0.1)


def test_columns_may_stand_in_another_order_with_others_between():
    text = "note," + ",".join(reversed(STUDENT_COLUMNS)) + "\nhello," + ",".join(reversed(ROW.split(",")))
    assert read_students("students.csv", text) == students(ROW)


def test_a_facilitator_row_is_read():
    text = ",".join(FACILITATOR_COLUMNS) + "\nf1,u_siena,IT,Europe/Rome,en:C2,Mon 09:00-12:00,3,captions\n"
    (person,) = read_facilitators("facilitators.csv", text)
    assert (person.max_groups, person.access_skills) == (3, ("captions",))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("tz", "Mars/Olympus", "'Mars/Olympus' is not a time zone"),
        ("availability", "Mon 9-11", "'Mon 9-11' is not a time span"),
        ("work_languages", "en:D1", "'en:D1' is not a language with a level"),
        ("gender", "woman", "'woman' is not one of"),
        ("dropout_risk", "1.5", "'1.5' is not between 0 and 1"),
        ("experience", "much", "'much' is not a number"),
        ("country", "", "is empty"),
    ],
)
def test_a_wrong_cell_is_named_by_file_line_and_column(column, value, said):
    cells = dict(zip(STUDENT_COLUMNS, ROW.split(","), strict=True)) | {"student_id": "s2", column: value}
    sentence = refusal(students, ROW, ",".join(cells.values()))
    assert sentence.startswith(f"students.csv, line 3, column {column}: ")
    assert said in sentence


def test_an_empty_file_is_refused():
    assert "the file is empty" in refusal(read_students, "students.csv", "")


def test_a_file_with_columns_only_is_refused():
    assert "no people below it" in refusal(students)


def test_missing_columns_are_named():
    said = refusal(read_students, "students.csv", "student_id,name\ns1,Ann\n")
    assert "line 1" in said
    assert "the column institution is missing" in said
    assert "the column tz is missing" in said


def test_a_row_with_too_few_cells_is_named():
    assert "line 3: has 2 columns" in refusal(students, ROW, "s2,u_siena")


def test_a_student_in_two_rows_is_refused():
    assert "line 3, column student_id: 's1' stands in line 2 already" in refusal(students, ROW, ROW)


def test_too_many_rows_are_refused():
    assert "more than 100,000 rows" in refusal(read_groups, "groups.csv", GROUPS + "s1,g1,,,\n" * 100_001)


def test_a_binary_file_is_refused():
    assert "not a text file" in refusal(decode, "students.csv", b"PK\x03\x04\x00\x00")


def test_text_in_another_encoding_is_refused_with_its_line():
    assert "line 2: this is not UTF-8 text" in refusal(decode, "students.csv", "a\nü".encode("latin-1"))


def test_a_byte_order_mark_is_read_over():
    assert decode("students.csv", "\ufeffé".encode()) == "é"


def wrong(**cells):
    """A row of students.csv with some cells changed."""
    return ",".join((dict(zip(STUDENT_COLUMNS, ROW.split(","), strict=True)) | cells).values())


def test_every_wrong_cell_is_named_not_only_the_first():
    said = refusal(students, wrong(tz="Mars", gender="w"), wrong(student_id="s2", dropout_risk="2"), "s3,short")
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "students.csv, line 4",
        "students.csv, line 2, column tz",
        "students.csv, line 2, column gender",
        "students.csv, line 3, column dropout_risk",
    ]


def test_every_wrong_part_of_one_cell_is_named():
    said = refusal(students, wrong(availability="Mon 10:00-09:00;Tue 25:00-26:00;Wed 1-2;Thu 09:00-11:00"))
    assert "'Mon 10:00-09:00' does not end after it starts; split hours over midnight" in said
    assert "'Tue 25:00-26:00' has a time that does not exist" in said
    assert "'Wed 1-2' is not a time span" in said
    assert "Thu" not in said


def test_after_fifty_wrong_cells_the_rest_is_counted():
    said = refusal(students, *(wrong(student_id=f"s{n}", tz="Mars") for n in range(53))).splitlines()
    assert len(said) == 51
    assert said[-1] == "And 3 more like these."


def test_a_complaint_has_its_place_as_values():
    with pytest.raises(FileInvalid) as caught:
        students(wrong(tz="Mars"))
    (complaint,) = caught.value.complaints
    assert (complaint.file, complaint.line, complaint.column) == ("students.csv", 2, "tz")


def test_a_zone_that_looks_alike_is_proposed():
    assert "did you mean Europe/Rome?" in refusal(students, wrong(tz="europe/rome"))


def test_a_column_that_looks_alike_is_proposed():
    said = refusal(read_students, "students.csv", HEADER.replace("student_id", "Student ID") + "\n" + ROW)
    assert "the column student_id is missing (did you mean Student ID?)" in said


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_columns_parted_by_another_sign_are_recognised(sign, word):
    assert f"parted by {word}" in refusal(read_students, "students.csv", HEADER.replace(",", sign) + "\n")


def test_an_unknown_language_is_refused():
    assert "'zz' is not the code of a language" in refusal(students, wrong(work_languages="zz:C1"))


def test_a_language_with_two_levels_is_refused():
    assert "en has two levels, B2 and C1" in refusal(students, wrong(work_languages="en:B2;en:C1"))


def test_a_huge_cell_is_refused_and_not_repeated():
    said = refusal(students, wrong(topics="x" * 20_000))
    assert "line 2, column topics: holds more than 10,000 letters" in said
    assert len(said) < 200


@pytest.mark.parametrize("value", ["nan", "inf", "1_0", "0x1", "", "1,5"])
def test_what_only_looks_like_a_number_is_refused(value):
    assert "is not a number" in refusal(students, wrong(dropout_risk=f'"{value}"'))


def test_a_line_of_a_cell_with_line_breaks_is_counted_from_its_start():
    rows = [wrong(discipline='"law\nand more"'), wrong(student_id="s2", tz="Mars")]
    assert "line 4, column tz" in refusal(students, *rows)


CELL = st.one_of(st.sampled_from(ROW.split(",")), st.text(max_size=20), st.text("0123456789:-;.MonTue", max_size=25))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.lists(CELL, min_size=12, max_size=14), max_size=3))
def test_any_cells_are_read_or_refused_in_words(rows):
    assert read_or_refuse("\n".join([HEADER, *(",".join(row) for row in rows)]).encode()).startswith("students.csv")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("2026-02-02"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.just("en"), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from(sorted(json.loads(RULES))) | st.text(max_size=6), JSON, max_size=4))
def test_any_constraints_are_read_or_refused_in_words(changes):
    text = json.dumps(json.loads(RULES) | changes)
    assert rules_or_refusal(text).startswith("constraints.json")


def rules_or_refusal(text):
    try:
        read_constraints("constraints.json", text)
    except FileInvalid as refused:
        return str(refused)
    return "constraints.json was read"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_any_bytes_are_no_constraints_and_no_groups(content):
    for read in (read_constraints, read_groups, read_matrix, read_facilitators):
        with suppress(FileInvalid):
            read("file", decode("file", content))


@pytest.mark.parametrize("text", ["[" * 100_000, "1" * 5_000, '{"size_min": ' + "9" * 5_000 + "}", '"', "nul"])
def test_json_that_cannot_be_read_is_refused(text):
    assert "this is not JSON" in refusal(read_constraints, "constraints.json", text)


def test_every_wrong_rule_is_named_with_its_line():
    text = RULES.replace('"B2"', '"good"').replace('"size_min": 4', '"size_min": 0').replace("2026-02-02", "2026-02-03")
    said = refusal(read_constraints, "constraints.json", text).splitlines()
    assert [line.split(":")[0] for line in said] == [
        "constraints.json, line 1, column 2, key size_min",
        "constraints.json, line 2, column 30, key working_languages",
        "constraints.json, line 2, column 88, key session_weeks",
    ]


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ('"size_mim": 4', "key size_mim: is no rule (did you mean size_min?)"),
        ('"size_min": 5', "key size_min: stands twice"),
        ('"keep_together": [["a", "a"]]', "key keep_together: pair 1 names 'a' twice"),
        ('"keep_apart": [["a", "b"], ["a"], 7]', "key keep_apart: pair 3 must be a pair"),
        ('"target_min": 9', "key target_min: must be a whole number from 4 to 8, not '9'"),
        ('"slot_anchor": 7', "key slot_anchor: must be a time zone"),
    ],
)
def test_a_rule_that_is_wrong_in_itself_is_refused(added, said):
    assert said in refusal(read_constraints, "constraints.json", RULES.replace("{", "{" + added + ", ", 1))


def test_a_key_with_an_underscore_is_a_remark():
    assert read_constraints("constraints.json", RULES.replace("{", '{"_why": "spring", ', 1))


@pytest.mark.parametrize("week", ["0001-01-01", "20260202", "2026-W06-1", "9999-12-27"])
def test_weeks_of_other_times_and_forms_are_refused(week):
    assert "is not a date" in refusal(read_constraints, "constraints.json", RULES.replace("2026-02-02", week))


def test_a_start_of_another_form_in_groups_is_refused():
    assert "line 2, column slot: 'soon' is not a start" in refusal(
        read_groups, "groups.csv", GROUPS + "s1,g1,soon,f1,en\n"
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(content):
    assert read_or_refuse(content).startswith("students.csv")


def read_or_refuse(content):
    try:
        read_students("students.csv", decode("students.csv", content))
    except FileInvalid as refused:
        return str(refused)
    return "students.csv was read"


def test_constraints_are_read_with_defaults():
    rules = read_constraints("constraints.json", RULES)
    assert (rules.target_min, rules.target_max, rules.start_grid_minutes, rules.slot_anchor) == (4, 8, 30, "UTC")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"size_min": 4', '"size_min": "4"', "key size_min: must be a whole number"),
        ('"size_max": 8', '"size_max": 3', "key size_max: must be a whole number from 4"),
        ('"size_min": 4,', "", "key size_min: is missing"),
        ('"en": "B2"', '"en": "good"', "key working_languages: the level of 'en' must be one of"),
        ("2026-02-02", "2026-02-03", "key session_weeks: 2026-02-03 is not a Monday"),
        ("2026-02-02", "soon", "key session_weeks: 'soon' is not a date"),
        ('"size_min": 4', '"slot_anchor": "Mars", "size_min": 4', "slot_anchor: 'Mars' is not a time zone"),
        ('"size_min": 4', '"keep_apart": [["a"]], "size_min": 4', "key keep_apart: pair 1 must be a pair"),
        ("{", "[", "line"),
    ],
)
def test_a_wrong_rule_is_named_by_its_key(before, after, said):
    assert said in refusal(read_constraints, "constraints.json", RULES.replace(before, after, 1))


def test_groups_are_read_as_they_were_written():
    groups = (
        FormedGroup("g1", ("s1", "s2"), "Mon 16:30", "f1", "en"),
        FormedGroup("g2", ("s3",), "Tue 09:00", "f1", "fr"),
    )
    assert read_groups("groups.csv", write_groups(groups)) == groups


def test_rows_of_one_group_that_disagree_are_refused():
    text = "student_id,group_id,slot,facilitator_id,language\ns1,g1,Mon 16:30,f1,en\ns2,g1,Mon 17:00,f1,en\n"
    assert "line 3, column group_id: the rows of 'g1' do not agree" in refusal(read_groups, "groups.csv", text)


def test_a_matrix_is_read_with_or_without_names():
    assert read_matrix("x.csv", "a,b\n1,2\n3,4\n") == read_matrix("x.csv", "1,2\n3,4\n") == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("text", "said"), [("1,2\n3\n", "line 2"), ("1,2\n3,x\n", "line 2, column 2"), ("", "no rows")]
)
def test_a_wrong_matrix_is_refused(text, said):
    assert said in refusal(read_matrix, "x.csv", text)
