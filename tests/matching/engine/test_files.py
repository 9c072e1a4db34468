"""Group forming files: what is read, and what is refused with file, line and column."""

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
        ("dropout_risk", "1.5", "1.5 is not between 0 and 1"),
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
    assert "institution, country, tz" in said


def test_a_row_with_too_few_cells_is_named():
    assert "line 3: has 2 columns" in refusal(students, ROW, "s2,u_siena")


def test_a_student_in_two_rows_is_refused():
    assert "line 3, column student_id: s1 stands in line 2 already" in refusal(students, ROW, ROW)


def test_too_many_rows_are_refused():
    rows = (ROW.replace("s1,", f"s{number},", 1) for number in range(20_001))
    assert "more than 20,000 rows" in refusal(students, *rows)


def test_a_binary_file_is_refused():
    assert "not a text file" in refusal(decode, "students.csv", b"PK\x03\x04\x00\x00")


def test_text_in_another_encoding_is_refused_with_its_line():
    assert "line 2: this is not UTF-8 text" in refusal(decode, "students.csv", "a\nü".encode("latin-1"))


def test_a_byte_order_mark_is_read_over():
    assert decode("students.csv", "\ufeffé".encode()) == "é"


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
        ('"en": "B2"', '"en": "good"', "key working_languages: must be"),
        ("2026-02-02", "2026-02-03", "key session_weeks: 2026-02-03 is not a Monday"),
        ("2026-02-02", "soon", "key session_weeks: 'soon' is not a date"),
        ('"size_min": 4', '"slot_anchor": "Mars", "size_min": 4', "slot_anchor: 'Mars' is not a time zone"),
        ('"size_min": 4', '"keep_apart": [["a"]], "size_min": 4', "key keep_apart: must be a list of pairs"),
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
    assert "line 3, column group_id: the rows of g1 do not agree" in refusal(read_groups, "groups.csv", text)


def test_a_matrix_is_read_with_or_without_names():
    assert read_matrix("x.csv", "a,b\n1,2\n3,4\n") == read_matrix("x.csv", "1,2\n3,4\n") == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("text", "said"), [("1,2\n3\n", "line 2"), ("1,2\n3,x\n", "line 2, column 2"), ("", "no rows")]
)
def test_a_wrong_matrix_is_refused(text, said):
    assert said in refusal(read_matrix, "x.csv", text)
