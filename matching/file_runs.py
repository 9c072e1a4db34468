"""The matcher on plain files: read, form, write. What the two commands do, without Django and without a database."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from matching.engine import form
from matching.engine.cells import Complaint, Complaints
from matching.engine.files import (
    FileInvalid,
    decode,
    read_constraints,
    read_facilitators,
    read_groups,
    read_matrix,
    read_students,
    write_groups,
)
from matching.engine.proposals import MOST_MOVED_SHARE, propose
from matching.engine.reforming import as_values, reformed
from matching.engine.types import (
    ENGINE_VERSION,
    Constraints,
    Facilitator,
    FormedGroup,
    Outcome,
    Reason,
    Student,
    Weights,
)
from matching.engine.weight_files import read_weights, weights_in

DONE, OUR_FAULT, REFUSED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended: the exit status and one sentence for the terminal."""

    status: int
    sentence: str


@dataclass(frozen=True, slots=True)
class GroupFiles:
    """Where a run reads and writes."""

    students: Path
    facilitators: Path
    constraints: Path
    out: Path
    previous: Path | None = None
    report: Path | None = None
    weights: Path | None = None


def form_groups(
    files: GroupFiles,
    *,
    seed: int = 1,
    seconds: float = 60.0,
    steps: int | None = None,
    allow_unplaced: bool = False,
    most_moved_share: float | None = None,
) -> Ending:
    """Form groups from files. Refused input writes no groups, only the report with its reasons.

    With earlier groups the first proposal is written; with ``most_moved_share`` the best one that moves no more.
    ``seconds`` count from here: reading is taken off the time of the search.
    """
    began = time.monotonic()
    proposals: list[dict[str, object]] = []
    try:
        refuse_places(files.out, files.report)
        refuse_own_input(files)
        students, facilitators, rules, weights, previous = read_all(files)
        seconds = max(0.0, seconds - (time.monotonic() - began))
        if files.previous:
            found = propose(
                students, facilitators, rules, previous, seed=seed, seconds=seconds, steps=steps, weights=weights,
                most_moved_share=MOST_MOVED_SHARE if most_moved_share is None else most_moved_share,
                allow_left_out=allow_unplaced,
            )  # fmt: skip
            proposals = [as_values(one) for one in found]
            outcome = reformed(
                found, students, facilitators, rules, previous, seed=seed, share=most_moved_share, weights=weights
            )
        else:
            outcome = form(
                students, facilitators, rules, seed=seed, seconds=seconds, steps=steps, allow_unplaced=allow_unplaced,
                weights=weights,
            )  # fmt: skip
    except FileInvalid as refusal:
        reason = _reason(Reason(refusal.code, str(refusal))) | {"cells": [_cell(one) for one in refusal.complaints]}
        _write_report(report_place(files), {"feasible": False, "reasons": [reason]})
        return Ending(REFUSED, f"{refusal} No groups were written.")
    return _write(files, outcome, weights, proposals)


def balance_matrix(
    features: Path, groups: int, out: Path, *, seed: int = 1, seconds: float | None = None, steps: int | None = None
) -> Ending:
    """Write one group number for each row of a numeric matrix, in the order of the rows."""
    import numpy as np

    from matching.engine.balance import balance

    try:
        refuse_places(out, None)
        rows = read_matrix(features.name, _text(features))
        if not 1 <= groups <= len(rows):
            raise FileInvalid(f"{features.name}: {groups} groups cannot be made of {len(rows)} rows.")
        made = balance(np.array(rows), groups, seed=seed, seconds=seconds, steps=steps)
    except FileInvalid as refusal:
        return Ending(REFUSED, f"{refusal} Nothing was written.")
    out.write_text("".join(f"{label}\n" for label in made.labels), encoding="utf-8")
    sentence = (
        f"{len(rows)} rows in {groups} groups, {made.share:.5f} of all variance inside ({made.steps} steps): {out}"
    )
    return Ending(DONE, sentence)


def refuse_places(out: Path, report: Path | None) -> None:
    """Raise FileInvalid before any work when an answer could not be written."""
    for path in (out, report):
        if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
            raise FileInvalid(f"{path}: cannot be written there; name a file in a folder that exists.")


def refuse_own_input(files: GroupFiles) -> None:
    """Raise FileInvalid before any work when an answer would be written over what it is made from."""
    if files.out.resolve() in read_places(files):
        raise FileInvalid(f"{files.out}: is one of the files to read; name another for the groups.")
    if files.report is not None and report_place(files) is None:
        raise FileInvalid(f"{files.report}: is one of the other files; name another for the report.")


def report_place(files: GroupFiles) -> Path | None:
    """Where the report goes; None when there is none, or when it would take the place of another file."""
    if files.report is None or files.report.resolve() in {*read_places(files), files.out.resolve()}:
        return None
    return files.report


def read_places(files: GroupFiles) -> set[Path]:
    """Files that are only read (earlier groups may be replaced by the new ones)."""
    return {path.resolve() for path in (files.students, files.facilitators, files.constraints)}


def read_all(
    files: GroupFiles,
) -> tuple[tuple[Student, ...], tuple[Facilitator, ...], Constraints, Weights, tuple[FormedGroup, ...]]:
    """Every file that is given. Raises one FileInvalid with what is wrong in any of them."""
    complaints = Complaints()
    students = complaints.of(lambda: read_students(files.students.name, _text(files.students)))
    facilitators = complaints.of(lambda: read_facilitators(files.facilitators.name, _text(files.facilitators)))
    rules = complaints.of(lambda: read_constraints(files.constraints.name, _text(files.constraints)))
    weights = complaints.of(lambda: weights_of(files)) if rules is not None else None
    earlier = files.previous
    previous = complaints.of(lambda: read_groups(earlier.name, _text(earlier))) if earlier else ()
    if students is None or facilitators is None or rules is None or weights is None or previous is None:
        raise FileInvalid(*complaints.found)
    return students, facilitators, rules, weights, previous


def _text(path: Path) -> str:
    try:
        return decode(path.name, path.read_bytes())
    except OSError as error:
        raise FileInvalid(f"{path}: cannot be read ({error.strerror}).") from None


def weights_of(files: GroupFiles) -> Weights:
    """From a file of their own, else from the constraints, else the usual. Raises FileInvalid."""
    if files.weights is not None:
        return read_weights(files.weights.name, _text(files.weights))
    return weights_in(files.constraints.name, _text(files.constraints))


def _write(
    files: GroupFiles, outcome: Outcome, weights: Weights, proposals: Sequence[Mapping[str, object]] = ()
) -> Ending:
    if outcome.report is None:
        reasons = [_reason(reason) for reason in outcome.reasons]
        _write_report(files.report, {"feasible": False, "reasons": reasons, **told(proposals)})
        sentences = "\n".join(reason.text for reason in outcome.reasons)
        return Ending(REFUSED, f"{sentences}\nNo groups were written.")
    report = asdict(outcome.report) | {"engine": ENGINE_VERSION, "weights": asdict(weights)}
    unplaced = [_reason(reason) for reason in outcome.unplaced]
    files.out.write_text(write_groups(outcome.groups), encoding="utf-8")
    _write_report(files.report, {"feasible": True, **report, "unplaced": unplaced, **told(proposals)})
    left = sum(len(reason.students) for reason in outcome.unplaced)
    more = f", {left} students not placed" if left else ""
    return Ending(DONE, f"{outcome.report.groups} groups, quality {outcome.report.total:.1f} of 100{more}: {files.out}")


def told(proposals: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """The proposals for a report; nothing when there were no earlier groups."""
    return {"proposals": list(proposals)} if proposals else {}


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "code": reason.code,
        "students": list(reason.students),
        "facilitators": list(reason.facilitators),
        "text": reason.text,
        "mend": [asdict(mend) for mend in reason.mend],
    }


def _cell(complaint: str | Complaint) -> dict[str, object]:
    """One wrong cell as values: file, line, column (or key of JSON) and text."""
    if isinstance(complaint, str):
        return {"file": "", "line": 0, "column": "", "key": "", "text": complaint}
    place = {"file": complaint.file, "line": complaint.line, "column": complaint.column, "key": complaint.key}
    return {**place, "text": str(complaint)}


def _write_report(path: Path | None, report: Mapping[str, object]) -> None:
    if path is not None and not path.is_dir() and path.absolute().parent.is_dir():
        path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
