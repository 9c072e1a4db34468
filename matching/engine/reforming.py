"""From ranked proposals to the answer that is written, and to the values of a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

from matching.engine.budget import Cancelled
from matching.engine.explain import explain_all
from matching.engine.forming import form
from matching.engine.problem import Problem
from matching.engine.proposal import Kind, Proposal, seating_of
from matching.engine.proposals import propose
from matching.engine.quality import measure
from matching.engine.types import (
    Constraints,
    Facilitator,
    FormedGroup,
    Outcome,
    Progress,
    Reason,
    Report,
    Student,
    Weights,
)


def outcome_of(chosen: Proposal, students: Sequence[Student], facilitators: Sequence[Facilitator], rules: Constraints,
               weights: Weights, seed: int) -> Outcome:  # fmt: skip
    """A proposal as the answer of ``form``, with its report."""
    there = {m for g in chosen.groups for m in g.members}
    problem = Problem([s for s in students if s.id in there], facilitators, rules, weights)
    seatings = {g.id: seating_of(problem, g) for g in sorted(chosen.groups, key=lambda g: g.id)}
    quality = measure(problem, list(seatings.values()))
    report = Report(
        groups=len(chosen.groups),
        hard=0,
        total=round(quality.total, 3),
        components={key: round(float(value), 4) for key, value in quality.components.items()},
        bounds={key: round(float(value), 4) for key, value in quality.bounds.items()},
        explain=dict(zip(seatings, explain_all(problem, list(seatings.values()), list(seatings)), strict=True)),
        seconds=chosen.seconds,
        steps=chosen.steps,
        seed=seed,
        moved=chosen.moved,
        details={key: round(float(value), 4) for key, value in quality.details.items()},
    )
    return Outcome(True, chosen.groups, report)


def reformed(
    found: Sequence[Proposal],
    students: Sequence[Student],
    facilitators: Sequence[Facilitator],
    rules: Constraints,
    previous: Sequence[FormedGroup],
    *,
    seed: int = 1,
    share: float | None = None,
    weights: Weights | None = None,
) -> Outcome:
    """The answer that is written: the first proposal, or with ``share`` the best that moves no more of those who stay.

    Without one, the reasons why there is none.
    """
    there = {s.id for s in students}
    staying = sum(m in there for g in previous for m in g.members)
    if share is None:
        possible = list(found)
    else:
        fitting = [p for p in found if p.kind != Kind.AFRESH and len(p.moves) <= share * staying + 1e-9]
        possible = sorted(fitting, key=lambda p: (len(p.left_out), -p.after.total))
    if possible:
        chosen = possible[0]
        left = (Reason("student_no_shared_slot", LEFT_OUT, chosen.left_out),) if chosen.left_out else ()
        return replace(outcome_of(chosen, students, facilitators, rules, weights or Weights(), seed), unplaced=left)
    if not found:
        return form(students, facilitators, rules, seed=seed, seconds=0.0)
    said = " ".join(next((p.reasons for p in found if p.reasons), ())) or "Nobody else can be seated."
    waiting = tuple(sorted(there - {m for g in previous for m in g.members}))
    return Outcome(False, reasons=(Reason("student_no_shared_slot", f"{said} {ALLOW_MORE}", waiting),))


LEFT_OUT = "These students fit no group that meets now. Ask them for more hours, or find a facilitator in their hours."
ALLOW_MORE = "Allow more people to be moved (--most-moved-share), or leave those out who wait (--allow-unplaced)."


def as_values(one: Proposal) -> dict[str, object]:
    """A proposal for a report."""
    return {
        "kind": str(one.kind),
        "moved": [asdict(move) for move in one.moves],
        "joined": list(one.joined),
        "left_out": list(one.left_out),
        "slot_changes": list(one.slot_changes),
        "facilitator_changes": list(one.facilitator_changes),
        "ended": list(one.ended),
        "opened": list(one.opened),
        "before": asdict(one.before),
        "after": asdict(one.after),
        "disturbance": one.disturbance,
        "gain": round(one.gain, 3),
        "gain_per_disturbance": round(one.gain / one.disturbance, 4) if one.disturbance else None,
        "reasons": list(one.reasons),
        "waits": [asdict(line) for line in one.waits],
        "steps": one.steps,
        "seconds": one.seconds,
    }


def form_again(
    students: Sequence[Student],
    facilitators: Sequence[Facilitator],
    rules: Constraints,
    previous: Sequence[FormedGroup],
    *,
    seed: int,
    seconds: float,
    steps: int | None,
    weights: Weights,
    allow_unplaced: bool,
    progress: Progress | None,
    clock: Callable[[], float],
) -> Outcome:
    """``form`` with earlier groups: the first proposal as an answer."""
    try:
        found = propose(
            students, facilitators, rules, previous, seed=seed, seconds=seconds, steps=steps, weights=weights,
            compare=False, allow_left_out=allow_unplaced, progress=progress, clock=clock,
        )  # fmt: skip
    except Cancelled:
        return Outcome(feasible=False, cancelled=True)
    return reformed(found, students, facilitators, rules, previous, seed=seed, weights=weights)
