"""The committed rosters of three invented universities: what make.py put in, the check finds."""

import pytest

from exchanges.roster.check import check_roster
from exchanges.roster.values import CheckedRoster
from tests.exchanges.roster.partners import CONTEXT, FIXTURE, reason_codes
from tests.fixtures.roster import make

FILES = {"noorderzee.csv": 22, "valdarno.csv": 21, "nile-delta.xlsx": 21}


def roster(name: str) -> CheckedRoster:
    return check_roster((FIXTURE / name).read_bytes(), name, CONTEXT)


@pytest.mark.parametrize("name", sorted(make.files()))
def test_the_committed_file_is_what_the_script_writes(name):
    assert (FIXTURE / name).read_bytes() == make.files()[name]


@pytest.mark.parametrize(("name", "students"), FILES.items())
def test_every_file_gives_its_students(name, students):
    found = roster(name)
    assert found.count("accepted") + found.count("repaired") == students


def test_there_are_64_different_students():
    emails = {row.person.email for name in FILES for row in roster(name).rows if not row.reasons}
    assert len(emails) == 64


def test_the_files_differ_in_delimiter_and_encoding():
    read_as = [(found.table.encoding, found.table.delimiter) for found in map(roster, FILES)]
    assert read_as == [("cp1252", ";"), ("utf-8-sig", ","), ("", "")]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        (
            "noorderzee.csv",
            ["email_typo", "duplicate_email", "email_missing", "duplicate_student_number", "level_unknown"],
        ),
        ("valdarno.csv", ["date_no_such_day", "zone_contradicts", "duplicate_email", "availability_vague"]),
        ("nile-delta.xlsx", ["institution_unknown", "email_several", "number_rounded"]),
    ],
)
def test_rows_are_refused_for_the_reason_that_was_put_in(name, codes):
    assert [code for row in roster(name).rows for code in reason_codes(row)] == codes


def test_every_student_can_be_matched():
    people = [row.person for name in FILES for row in roster(name).rows if not row.reasons]
    assert all(one.availability and one.work_languages and one.first_languages and one.tz for one in people)


def test_names_keep_their_own_script():
    assert roster("nile-delta.xlsx").rows[0].person.name == "محمد عبد الرحمن"


def test_one_name_stands_for_two_people_and_is_flagged():
    assert [row.flags[0].code for row in roster("nile-delta.xlsx").rows if row.flags] == ["same_name"]
