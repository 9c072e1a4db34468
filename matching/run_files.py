"""A run as the files of docs/reference/group-files.md: what it started from and what came of it.

``manage.py form_groups`` with these files, the seed and the steps of the report gives the same groups, in the same
version of the engine.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from matching.inputs import as_csv, student_id
from matching.models import MatchRun
from matching.weights import kept

GROUP_COLUMNS = ("student_id", "group_id", "slot", "facilitator_id", "language")
# The map is a picture of the page and no part of the answer.
LEFT_OUT = ("map",)


def files_of(run: MatchRun) -> dict[str, str]:
    """Name to text: the inputs that it kept, the report, and groups.csv when there is an answer."""
    files = {"report.json": as_json(report_of(run))}
    if run.inputs:
        files["students.csv"], files["facilitators.csv"] = run.inputs["students"], run.inputs["facilitators"]
        files["constraints.json"] = as_json(run.inputs["constraints"] | {"weights": kept(run.weights)})
    if run.answer:
        files["groups.csv"] = groups_csv(run)
    return files


def report_of(run: MatchRun) -> dict[str, Any]:
    """The report of the run with what repeats it: seed, steps and the version of the engine."""
    told = {name: value for name, value in run.report.items() if name not in LEFT_OUT}
    return told | {"seed": run.seed, "engine": run.engine_version, "status": run.status}


def groups_csv(run: MatchRun) -> str:
    rows = [
        (student_id(member), group["id"], group["slot"], f"f{group['facilitator']}", group["language"])
        for group in sorted(run.answer, key=lambda one: str(one["id"]))
        for member in sorted(group["members"], key=student_id)
    ]
    return as_csv(GROUP_COLUMNS, rows)


def as_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def zipped(run: MatchRun) -> bytes:
    """All files of a run in one. The same run gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files_of(run).items()):
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
