"""The commands on plain files: exit status, files written, files left alone."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from matching.engine.files import FACILITATOR_COLUMNS, STUDENT_COLUMNS, read_groups
from matching.engine.weeks import format_hours
from tests.matching.engine.cohorts import cohort, leaders

RULES = {
    "size_min": 4,
    "size_max": 8,
    "session_minutes": 90,
    "min_institutions": 2,
    "min_countries": 2,
    "working_languages": {"en": "B2"},
    "facilitator_min_level": "C1",
    "session_weeks": ["2026-02-02", "2026-02-09"],
}


def listed(pairs):
    return ";".join(f"{code}:{level}" for code, level in pairs.items())


def as_csv(columns, rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([columns, *rows])
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    students = [
        [s.id, s.institution, s.country, s.tz, ";".join(s.first_languages), listed(s.work_languages), s.discipline]
        + [s.gender, format_hours(s.availability), s.experience, ";".join(s.topics), "", s.dropout_risk]
        for s in cohort(18)
    ]
    facilitators = [
        [f.id, f.institution, f.country, f.tz, listed(f.languages), format_hours(f.availability), 2, "captions"]
        for f in leaders(3)
    ]
    (tmp_path / "students.csv").write_text(as_csv(STUDENT_COLUMNS, students))
    (tmp_path / "facilitators.csv").write_text(as_csv(FACILITATOR_COLUMNS, facilitators))
    (tmp_path / "constraints.json").write_text(json.dumps(RULES))
    return tmp_path


def run(folder, *more, **changes):
    names = {
        "students": "students.csv",
        "facilitators": "facilitators.csv",
        "constraints": "constraints.json",
    } | changes
    flags = [part for flag, name in names.items() for part in (f"--{flag}", str(folder / name))]
    places = ["--out", str(folder / "groups.csv"), "--report", str(folder / "report.json")]
    call_command("form_groups", *flags, *places, *(more or ("--steps", "200")), stdout=io.StringIO())
    return json.loads((folder / "report.json").read_text())


def refused(folder, **changes):
    with pytest.raises(CommandError) as caught:
        run(folder, **changes)
    assert caught.value.returncode == 2
    assert not (folder / "groups.csv").exists()
    return json.loads((folder / "report.json").read_text()), str(caught.value)


def groups_of(folder, name="groups.csv"):
    return read_groups(name, (folder / name).read_text())


def test_groups_and_report_are_written(folder):
    report = run(folder)
    groups = groups_of(folder)
    assert sum(len(group.members) for group in groups) == 18
    assert (report["feasible"], report["hard"], report["groups"]) == (True, 0, len(groups))
    assert set(report["explain"]) == {group.id for group in groups}
    assert {"mix", "isolates", "balance", "dropout", "topic", "size", "slack"} == set(report["components"])


def test_the_steps_of_the_report_repeat_the_answer(folder):
    report = run(folder, "--seconds", "0.3", "--seed", "7")
    first = groups_of(folder)
    run(folder, "--steps", str(report["steps"]), "--seed", "7")
    assert groups_of(folder) == first


def test_an_infeasible_cohort_writes_reasons_only(folder):
    (folder / "short.csv").write_text("\n".join((folder / "students.csv").read_text().splitlines()[:3]))
    report, sentence = refused(folder, students="short.csv")
    assert [reason["code"] for reason in report["reasons"]] == ["cohort_too_small"]
    assert report["feasible"] is False
    assert "No groups were written." in sentence


def test_a_binary_file_writes_the_reason_only(folder):
    (folder / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    report, sentence = refused(folder, students="photo.csv")
    assert report["reasons"][0]["code"] == "file_invalid"
    assert "photo.csv" in sentence


def test_wrong_cells_of_all_files_are_told_at_once(folder):
    students = (folder / "students.csv").read_text().replace("Europe/Rome", "Mars").replace("en:C1", "en:Z9", 1)
    (folder / "students.csv").write_text(students)
    (folder / "constraints.json").write_text(json.dumps(RULES | {"size_max": 2}, indent=1))
    report, sentence = refused(folder)
    (reason,) = report["reasons"]
    assert {cell["file"] for cell in reason["cells"]} == {"students.csv", "constraints.json"}
    assert [c["line"] for c in reason["cells"] if c["column"] == "work_languages"] == [2]
    assert [c["line"] for c in reason["cells"] if c["key"] == "size_max"] == [3]
    assert all(cell["text"] in sentence for cell in reason["cells"])


@pytest.mark.parametrize("name", ["students.csv", "facilitators.csv", "constraints.json"])
def test_an_input_is_never_written_over(folder, name):
    before = (folder / name).read_bytes()
    for place in ("--out", "--report"):
        with pytest.raises(CommandError) as caught:
            run(folder, "--steps", "1", place, str(folder / name))
        assert caught.value.returncode == 2
    assert (folder / name).read_bytes() == before


def test_a_mend_stands_in_the_report_as_values(folder):
    (folder / "few.csv").write_text("\n".join((folder / "facilitators.csv").read_text().splitlines()[:2]))
    report, _ = refused(folder, facilitators="few.csv")
    (reason,) = report["reasons"]
    assert reason["code"] == "facilitator_capacity"
    assert reason["mend"][0]["kind"] == "facilitator"
    assert reason["mend"][0]["proven"]


def test_a_missing_file_is_refused(folder):
    assert refused(folder, facilitators="nowhere.csv")[0]["reasons"][0]["code"] == "file_invalid"


def test_an_earlier_answer_is_left_alone_when_the_input_is_refused(folder):
    (folder / "groups.csv").write_text("old")
    with pytest.raises(CommandError):
        run(folder, students="nowhere.csv")
    assert (folder / "groups.csv").read_text() == "old"


def test_kept_groups_stay_when_people_leave_and_come(folder):
    run(folder, "--steps", "2000")
    before = {member: group for group in groups_of(folder) for member in group.members}
    (folder / "old.csv").write_text((folder / "groups.csv").read_text())
    lines = (folder / "students.csv").read_text().splitlines()
    late = lines[2].replace("s001,", "s900,", 1)
    (folder / "students.csv").write_text("\n".join([lines[0], *lines[2:], late]))
    report = run(folder, previous="old.csv")
    after = {member: group for group in groups_of(folder) for member in group.members}
    assert report["moved"] == []
    assert "s900" in after
    kept = [member for member in before if member in after]
    assert [after[m].id for m in kept] == [before[m].id for m in kept]
    assert [after[m].slot for m in kept] == [before[m].slot for m in kept]


def test_a_student_who_cannot_be_placed_is_named_beside_the_groups(folder):
    text = (folder / "students.csv").read_text()
    (folder / "students.csv").write_text(text.replace("en:C1", "en:A1", 1))
    report = run(folder, "--steps", "50", "--allow-unplaced")
    assert [(r["code"], r["students"]) for r in report["unplaced"]] == [("student_no_working_language", ["s000"])]


def test_balance_matrix_writes_equal_groups(folder):
    (folder / "x.csv").write_text("\n".join(f"{n % 5},{n * n % 7}" for n in range(21)))
    out = folder / "labels.csv"
    call_command(
        "balance_matrix", "--features", str(folder / "x.csv"), "--groups", "3", "--out", str(out), stdout=io.StringIO()
    )
    labels = out.read_text().split()
    assert [labels.count(label) for label in ("0", "1", "2")] == [7, 7, 7]


def test_more_groups_than_rows_are_refused(folder):
    (folder / "x.csv").write_text("1\n2\n")
    with pytest.raises(CommandError, match="3 groups cannot be made of 2 rows") as caught:
        call_command(
            "balance_matrix", "--features", str(folder / "x.csv"), "--groups", "3", "--out", str(folder / "labels.csv")
        )
    assert caught.value.returncode == 2
    assert not (folder / "labels.csv").exists()


@pytest.mark.parametrize("text", ["1\nnan\n", "1\ntwo\n", "", "1,2\n3\n", "1\ninf\n"])
def test_a_matrix_that_is_none_is_refused(folder, text):
    (folder / "x.csv").write_text(text)
    out = folder / "labels.csv"
    with pytest.raises(CommandError, match="Nothing was written") as caught:
        call_command("balance_matrix", "--features", str(folder / "x.csv"), "--groups", "1", "--out", str(out))
    assert caught.value.returncode == 2
    assert not out.exists()
