"""What is measured: feasibility, peers, quality by time, cost, twins, re-matching, with and without clusters."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.cohorts import Cohort, Spec, make
from bench.cohorts.changes import leave_and_join
from bench.cohorts.twins import twins
from bench.disturbance import disturbance
from bench.matcher.answers import Curve, formed, judged, timed, warm_up
from bench.matcher.exact_moves import best_of
from bench.peers import blind, cpsat, packages, swaps
from bench.peers.case import Case
from bench.running import say
from matching.engine.kept import restore
from matching.engine.least_moves import seat
from matching.engine.problem import Problem
from matching.file_runs import GroupFiles, form_groups

type Row = dict[str, Any]
SEEDS = (1, 2, 3, 4, 5)
FEASIBLE_SECONDS = {24: 1.0, 120: 1.5, 600: 2.0, 3000: 5.0, 10_000: 12.0}
PEER_SECONDS = {24: 2.0, 120: 5.0, 600: 15.0, 3000: 30.0}
PEER_SEEDS = (1, 2)
CURVE_SECONDS = {
    24: (0.5, 2.0),
    120: (0.5, 1.0, 2.0, 5.0, 10.0),
    600: (1.0, 2.0, 5.0, 10.0, 30.0),
    3000: (5.0, 10.0, 30.0, 60.0),
    10_000: (20.0, 75.0, 150.0),
}
HARD_KINDS = ((Spec(600, 1, tight=True), (10.0, 40.0)), (Spec(120, 1, dst=True), (5.0, 20.0)))
COST_SECONDS = 0.0
COST_SIZES = (24, 120, 600, 3000, 10_000, 50_000)
LARGE = Spec(50_000, 1)
LARGE_SECONDS = 200.0
REMATCH = (*(Spec(120, seed) for seed in SEEDS), Spec(600, 5), Spec(600, 6), Spec(600, 1, tight=True))
REMATCH_SECONDS = {120: 5.0, 600: 15.0}
ABLATION = (
    *((Spec(120, seed), (1.0, 5.0)) for seed in (1, 2, 3)),
    *((Spec(600, seed, tight=tight), (1.0, 5.0, 10.0)) for tight in (False, True) for seed in (1, 2, 3)),
    *((Spec(3000, seed), (5.0, 10.0, 20.0)) for seed in (1, 2)),
    (Spec(10_000, 1), (10.0, 20.0, 40.0)),
)
"""Cohorts, and the seconds after which J is looked at."""
PEERS: dict[str, Callable[[Case, float], Any]] = {
    "random partition, best slots": blind.random_partition,
    "k-means-constrained + deal, best slots": blind.strata_and_deal,
    "anticlustering, best slots": blind.anticlustering,
    "random feasible": swaps.random_feasible,
    "swap search from our start": swaps.swap_search,
    "CP-SAT from our start": cpsat.cp_sat,
}
NEEDS = {"k-means-constrained + deal, best slots": "k_means_constrained", "CP-SAT from our start": "ortools"}


def feasible(sizes: tuple[int, ...], scale: float) -> Iterator[Row]:
    """Five seeds of each size, with and without a change of daylight saving inside the weeks."""
    for size in chosen(sizes, FEASIBLE_SECONDS):
        for spec in [Spec(size, seed, dst=dst) for dst in (False, True) for seed in SEEDS]:
            row = formed(make(spec), spec.seed, scale * FEASIBLE_SECONDS[size])[1]
            yield {"case": spec.name, "size": size, "dst": spec.dst, **row}


def peers(sizes: tuple[int, ...], scale: float) -> Iterator[Row]:
    """Ours and the others on the same cohort, from the same start, with the same time."""
    absent = packages.make_sure()
    for size in chosen(sizes, PEER_SECONDS):
        for seed in PEER_SEEDS:
            spec, seconds = Spec(size, seed), scale * PEER_SECONDS[size]
            cohort = make(spec)
            start, row = formed(cohort, seed, 0.0)
            yield {"case": spec.name, "size": size, "peer": "our start (first valid answer)", **row}
            yield {"case": spec.name, "size": size, "peer": "ours", **formed(cohort, seed, seconds)[1]}
            problem = Problem(cohort.students, cohort.facilitators, cohort.constraints)
            for name, peer in PEERS.items():
                if NEEDS.get(name) not in absent:
                    yield {
                        "case": spec.name,
                        "size": size,
                        **_peer(name, peer, Case(cohort, problem, start, seed), seconds),
                    }


def _peer(name: str, peer: Callable[[Case, float], Any], case: Case, seconds: float) -> Row:
    groups, took = timed(lambda: peer(case, seconds))
    times = {"seconds": seconds, "wall": took.wall, "cpu": took.cpu, "load": took.load}
    return {"peer": name, **times, **judged(case.cohort, groups)}


def curve(sizes: tuple[int, ...], scale: float) -> Iterator[Row]:
    """Quality by time: a run of its own for each budget."""
    for size in chosen(sizes, CURVE_SECONDS):
        cohort = make(Spec(size, 1))
        for seconds in CURVE_SECONDS[size]:
            yield {"case": Spec(size, 1).name, "size": size, **formed(cohort, 1, scale * seconds)[1]}
    for spec, budgets in HARD_KINDS:
        for seconds in budgets if not sizes or spec.size in sizes else ():
            yield {"case": spec.name, "size": spec.size, **formed(make(spec), 1, scale * seconds)[1]}


def cost(sizes: tuple[int, ...], scale: float) -> Iterator[Row]:
    """The first valid answer by size, and one long run of 50,000."""
    for size in sizes or COST_SIZES:
        cohort, took = timed(lambda size=size: make(Spec(size, 1)))
        row = formed(cohort, 1, COST_SECONDS)[1]
        yield {"case": Spec(size, 1).name, "size": size, "kind": "first valid answer", "made": took.wall, **row}
    if not sizes or LARGE.size in sizes:
        row = formed(make(LARGE), 1, scale * LARGE_SECONDS)[1]
        yield {"case": LARGE.name, "size": LARGE.size, "kind": "improved", **row}


def infeasible(sizes: tuple[int, ...], scale: float) -> Iterator[Row]:
    """Every twin of five cohorts through the files, as the command does it: the code and the people it names."""
    for seed in SEEDS:
        for twin in twins(Spec(120, seed, dst=seed == SEEDS[-1])):
            with tempfile.TemporaryDirectory() as folder:
                answer, took = timed(lambda twin=twin, folder=folder: _refused(Path(folder), twin.files))
            right = next((r for r in answer["reasons"] if r["code"] == twin.code), None)
            named = right is not None and {*twin.students} <= {*right["students"]}
            codes = [reason["code"] for reason in answer["reasons"]]
            yield {
                "case": f"120-s{seed} {twin.name}", "wanted": twin.code, "codes": codes, "right": right is not None,
                "first": codes[:1] == [twin.code], "people": named, "wall": took.wall, "load": took.load,
            }  # fmt: skip


def _refused(folder: Path, files: dict[str, str]) -> Row:
    import json

    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    report = folder / "report.json"
    paths = [folder / name for name in ("students.csv", "facilitators.csv", "constraints.json", "groups.csv")]
    form_groups(GroupFiles(*paths, report=report), seconds=5.0)
    made: Row = json.loads(report.read_text(encoding="utf-8"))
    return made if not made["feasible"] else {"reasons": []}


def rematch(sizes: tuple[int, ...], scale: float) -> Iterator[Row]:
    """6 % leave and 5 % join: each proposal beside matching afresh."""
    for spec in REMATCH:
        if sizes and spec.size not in sizes:
            continue
        seconds = scale * REMATCH_SECONDS[spec.size]
        change = leave_and_join(make(spec), spec.seed)
        before = formed(change.before, spec.seed, seconds)[0]
        yield from _proposed(spec, change.after, before, seconds)
        groups, row = formed(change.after, spec.seed, seconds)
        yield {"case": spec.name, "size": spec.size, "kind": "matched afresh", **row, **_moved(before, groups)}


def _proposed(spec: Spec, after: Cohort, before: Any, seconds: float) -> Iterator[Row]:
    """What a coordinator is offered; the judge looks at the people who have a seat."""
    from matching.engine.proposal import Kind
    from matching.engine.proposals import propose

    people = after.students, after.facilitators, after.constraints
    found, took = timed(lambda: propose(*people, before, seed=spec.seed, seconds=seconds, allow_left_out=True))
    times = {"seconds": seconds, "wall": took.wall, "cpu": took.cpu, "load": took.load}
    for one in found:
        if one.kind != Kind.AFRESH:
            out = set(one.left_out)
            seated = replace(after, students=tuple(s for s in after.students if s.id not in out))
            names = {"case": spec.name, "size": spec.size, "kind": str(one.kind), "left_out": len(out)}
            yield {**names, **times, **judged(seated, one.groups), **_moved(before, one.groups)}


def _moved(before: Any, groups: Any) -> Row:
    found = disturbance(before, groups)
    return {
        "kept": found.kept, "moved": found.moved, "other_slot": found.other_slot,
        "other_facilitator": found.other_facilitator,
    }  # fmt: skip


def rematch_exact(sizes: tuple[int, ...], scale: float) -> Iterator[Row]:
    """The best that two moves can reach at 120 students (all ways looked at) beside what is offered and afresh."""
    for spec in (spec for spec in REMATCH if spec.size == min(REMATCH_SECONDS) and (not sizes or spec.size in sizes)):
        seconds = scale * REMATCH_SECONDS[spec.size]
        change = leave_and_join(make(spec), spec.seed)
        before, first = formed(change.before, spec.seed, seconds)
        offered = {
            row["moved"]: row["total"]
            for row in _proposed(spec, change.after, before, seconds)
            if row["kind"] in ("nobody_moved", "few_moved")
        }
        groups, afresh = formed(change.after, spec.seed, seconds)
        yield {
            "case": spec.name, "size": spec.size, "seconds": seconds, "before": first["total"],
            "offered": [offered.get(moved) for moved in (0, 2)], **_exact(change.after, before),
            "afresh": afresh["total"], "afresh_moved": _moved(before, groups)["moved"], "load": afresh["load"],
        }  # fmt: skip


def _exact(after: Cohort, before: Any) -> Row:
    """With sessions as they are (a group may open), with any sessions, and whether those who wait could sit so."""
    problem = Problem(after.students, after.facilitators, after.constraints)
    kept = restore(problem, [g for g in before if any(m in problem.number for m in g.members)])
    left = seat(kept, ()).left
    best, took = timed(lambda: best_of(kept, left))
    free, longer = timed(lambda: best_of(kept, left, free=True))
    all_seated = not left or best_of(kept, (), free=True) is not None
    return {
        "waits": len(left), "best": best and best.totals, "ways": best and best.ways, "cpu": took.cpu,
        "free": free and free.totals, "free_ways": free and free.ways, "free_cpu": longer.cpu, "all": all_seated,
    }  # fmt: skip


def ablation(sizes: tuple[int, ...], scale: float) -> Iterator[Row]:
    """One run with and one without clusters of people and of hours: same cohort, same seed, same time.

    J after fewer seconds is that of the best answer there was then. Which way comes first changes from seed to seed.
    """
    for spec, budgets in ABLATION:
        if sizes and spec.size not in sizes:
            continue
        cohort, moments = make(spec), [scale * seconds for seconds in budgets]
        for clusters in (True, False) if spec.seed % 2 else (False, True):
            curve = Curve()
            row = formed(cohort, spec.seed, moments[-1], curve, clustering=clusters)[1]
            after = [(f"{moment:g}", curve.best_at(moment)) for moment in moments[:-1]]
            after += [(f"{moments[-1]:g}", row["total"])]
            about = {"case": spec.name, "size": spec.size, "tight": spec.tight}
            yield {**about, "clusters": clusters, "after": dict(after), **row}


def chosen(sizes: tuple[int, ...], known: dict[int, Any]) -> list[int]:
    """The sizes asked for, of those that a part knows; all without."""
    return [size for size in known if not sizes or size in sizes]


def tell(part: str, row: Row) -> None:
    """One line while it runs."""
    shown = {key: value for key, value in row.items() if key not in ("components", "broken") and value is not None}
    say(f"{part}: " + "  ".join(f"{key} {value}" for key, value in shown.items()))


__all__ = [
    "ablation",
    "cost",
    "curve",
    "feasible",
    "infeasible",
    "peers",
    "rematch",
    "rematch_exact",
    "tell",
    "warm_up",
]
