"""A made-up cohort as the four files of docs/reference/group-files.md."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.cohorts.make import Cohort
from matching.engine import Constraints, Facilitator, FormedGroup, Student
from matching.engine.weeks import format_hours

STUDENT_COLUMNS = [
    *("student_id", "institution", "country", "tz", "first_languages", "work_languages", "discipline", "gender"),
    *("availability", "experience", "topics", "access_needs", "dropout_risk"),
]
FACILITATOR_COLUMNS = [
    *("facilitator_id", "institution", "country", "tz", "languages", "availability", "max_groups", "access_skills"),
]
GROUP_COLUMNS = ["student_id", "group_id", "slot", "facilitator_id", "language"]


def write(cohort: Cohort, folder: Path) -> None:
    """students.csv, facilitators.csv, constraints.json and planted.csv in ``folder``, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts(cohort).items():
        (folder / name).write_text(text, encoding="utf-8")


def texts(cohort: Cohort) -> dict[str, str]:
    """File name -> text."""
    return {
        "students.csv": _table(STUDENT_COLUMNS, [student_row(s) for s in cohort.students]),
        "facilitators.csv": _table(FACILITATOR_COLUMNS, [_facilitator_row(f) for f in cohort.facilitators]),
        "constraints.json": constraints_text(cohort.constraints),
        "planted.csv": groups_text(cohort.planted),
    }


def student_row(student: Student) -> list[str]:
    """The cells of one student in the order of the columns."""
    return [
        student.id,
        student.institution,
        student.country,
        student.tz,
        ";".join(student.first_languages),
        _levels(student.work_languages),
        student.discipline,
        student.gender,
        format_hours(student.availability),
        f"{student.experience:g}",
        ";".join(student.topics),
        ";".join(student.access_needs),
        f"{student.dropout_risk:g}",
    ]


def constraints_text(rules: Constraints) -> str:
    """constraints.json."""
    values = {**asdict(rules), "session_weeks": [week.isoformat() for week in rules.session_weeks]}
    return json.dumps(values, indent=1) + "\n"


def groups_text(groups: Sequence[FormedGroup]) -> str:
    """groups.csv."""
    rows = [[m, g.id, g.slot, g.facilitator_id, g.language] for g in groups for m in g.members]
    return _table(GROUP_COLUMNS, rows)


def _facilitator_row(leader: Facilitator) -> list[str]:
    return [
        leader.id,
        leader.institution,
        leader.country,
        leader.tz,
        _levels(leader.languages),
        format_hours(leader.availability),
        str(leader.max_groups),
        ";".join(leader.access_skills),
    ]


def _levels(languages: Mapping[str, str]) -> str:
    return ";".join(f"{code}:{level}" for code, level in languages.items())


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
