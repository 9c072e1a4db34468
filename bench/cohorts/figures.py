"""How hard a cohort is, in figures: ``python -m bench.cohorts.figures DIR [DIR ...]`` compares folders side by side."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np

from bench.running import columns
from matching.engine import Constraints, Facilitator, Student
from matching.engine.files import read_constraints, read_facilitators, read_students
from matching.engine.problem import Problem

TUPLES = 200_000
WEEK_MINUTES = 7 * 1440


def read(folder: Path) -> tuple[tuple[Student, ...], tuple[Facilitator, ...], Constraints]:
    """The values of a folder with students.csv, facilitators.csv and constraints.json."""
    text = {path: (folder / path).read_text(encoding="utf-8") for path in ("students.csv", "facilitators.csv")}
    return (
        tuple(read_students("students.csv", text["students.csv"])),
        tuple(read_facilitators("facilitators.csv", text["facilitators.csv"])),
        read_constraints("constraints.json", (folder / "constraints.json").read_text(encoding="utf-8")),
    )


def figures(
    students: tuple[Student, ...], facilitators: tuple[Facilitator, ...], rules: Constraints
) -> dict[str, float]:
    """What makes a cohort hard, name -> figure. Shares are of 1; tuples are drawn with a fixed seed."""
    problem = Problem(students, facilitators, rules)
    return {
        **_hours(students, facilitators, problem),
        **_shared(problem),
        **_leading(facilitators, problem),
        **_people(students, rules),
    }


def _hours(students: tuple[Student, ...], facilitators: tuple[Facilitator, ...], problem: Problem) -> dict[str, float]:
    offered = np.array([_minutes(s) for s in students]) / WEEK_MINUTES
    starts = problem.free.sum(axis=1)
    return {
        "share of the week offered": float(offered.mean()),
        "its deviation": float(offered.std()),
        "stretches each": float(np.mean([len(s.availability) for s in students])),
        "starts possible each": float(starts.mean()),
        "starts, least 5 % have at most": float(np.percentile(starts, 5)),
        "most free at one start, share": float(problem.free.mean(axis=0).max()),
        "facilitators: share of the week": float(np.mean([_minutes(f) for f in facilitators]) / WEEK_MINUTES),
        "facilitators: starts possible": float(problem.facilitator_free.sum(axis=1).mean()),
    }


def _minutes(person: Student | Facilitator) -> int:
    return sum(h.end_minute - h.start_minute for h in person.availability)


def _shared(problem: Problem) -> dict[str, float]:
    """Starts in common of random pairs and sixes; a six is led when somebody who leads some language is free too."""
    chance = np.random.default_rng(1)
    led = (problem.facilitator_free & problem.leads.any(axis=1)[:, None]).any(axis=0)
    pairs = _common(problem, chance, 2)
    sixes = _common(problem, chance, 6)
    return {
        "starts shared by two": float(pairs.sum(axis=1).mean()),
        "two who share none, share": float((~pairs.any(axis=1)).mean()),
        "starts shared by six": float(sixes.sum(axis=1).mean()),
        "six who share one, of 1000": 1000 * float(sixes.any(axis=1).mean()),
        "the same with a facilitator": 1000 * float((sixes & led).any(axis=1).mean()),
    }


def _common(problem: Problem, chance: np.random.Generator, size: int) -> np.ndarray:
    drawn = chance.integers(0, problem.size, (TUPLES, size))
    drawn = drawn[[len(set(row)) == size for row in drawn[: TUPLES // 4].tolist()] + [False] * (TUPLES - TUPLES // 4)]
    return np.logical_and.reduce([problem.free[drawn[:, i]] for i in range(size)])


def _leading(facilitators: tuple[Facilitator, ...], problem: Problem) -> dict[str, float]:
    rules, size = problem.rules, problem.size
    target = (rules.target_min + rules.target_max) / 2
    english = problem.languages.index("en") if "en" in problem.languages else 0
    others = [i for i in range(len(problem.languages)) if i != english]
    strands = problem.leads[:, others].any(axis=1).mean() if others else 0.0
    return {
        "facilitators for 100 students": 100 * len(facilitators) / size,
        "groups they can lead / groups of 7": sum(problem.capacity) / (size / target),
        "facilitators of a strand, share": float(strands),
        "facilitators with captions, share": float(np.mean(["captions" in f.access_skills for f in facilitators])),
        "students without English, share": float((~problem.speaks[:, english]).mean()),
        "students with a second working language": float((problem.speaks.sum(axis=1) > 1).mean()),
    }


def _people(students: tuple[Student, ...], rules: Constraints) -> dict[str, float]:
    size = len(students)
    told = Counter(s.gender for s in students)
    risk = np.array([s.dropout_risk for s in students])
    countries = Counter(s.country for s in students)
    levels = Counter(s.work_languages.get("en", "-") for s in students)
    return {
        "countries": float(len(countries)),
        "largest country, share": max(countries.values()) / size,
        "English B1 or less, share": sum(levels[k] for k in ("-", "A1", "A2", "B1")) / size,
        "English B2, share": levels["B2"] / size,
        "English C1, share": levels["C1"] / size,
        "English C2 or native, share": (levels["C2"] + levels["N"]) / size,
        "gender not told, share": told[""] / size,
        "gender x, share": told["x"] / size,
        "women of those told": told["f"] / max(1, told["f"] + told["m"]),
        "access needs, share": float(np.mean([bool(s.access_needs) for s in students])),
        "needs a facilitator's skill, share": float(
            np.mean([bool({*s.access_needs} & {*rules.access_hard}) for s in students])
        ),
        "without experience, share": float(np.mean([s.experience == 0 for s in students])),
        "risk of leaving, mean": float(risk.mean()),
        "risk of leaving, deviation": float(risk.std()),
        "pairs to keep together, for 100": 100 * len(rules.keep_together) / size,
        "pairs to keep apart, for 100": 100 * len(rules.keep_apart) / size,
        "different sets of topics / students": len({tuple(sorted(s.topics)) for s in students}) / size,
    }


def main(folders: list[str]) -> None:
    """Print the figures of all folders in columns."""
    found = [figures(*read(Path(folder))) for folder in folders]
    rows = [("figure", *(Path(folder).name for folder in folders))]
    rows += [(name, *(f"{each[name]:.3g}" for each in found)) for name in found[0]]
    print(columns(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
