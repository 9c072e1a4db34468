"""Life after the first match: 6 % of a cohort leave (those at risk sooner), 5 % join late."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bench.cohorts.make import Cohort
from matching.engine import Constraints, FormedGroup, Student

LEAVE = 0.06
JOIN = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` is matched first; ``after`` has lost the leavers and has the late joiners as well."""

    before: Cohort
    after: Cohort
    left: tuple[str, ...]
    joined: tuple[str, ...]


def leave_and_join(cohort: Cohort, seed: int) -> Change:
    """Late joiners are held back from the whole cohort; both halves keep what is left of the planted answer."""
    chance = np.random.default_rng([seed, len(cohort.students), 7])
    planted = {m: g for g in cohort.planted for m in g.members}
    away: set[str] = set()
    joined = _taken(cohort, planted, round(JOIN * len(cohort.students)), away, chance)
    left = _taken(cohort, planted, round(LEAVE * (len(cohort.students) - len(joined))), away, chance)
    return Change(_without(cohort, joined), _without(cohort, left), left, joined)


def _taken(
    cohort: Cohort, planted: dict[str, FormedGroup], count: int, away: set[str], chance: np.random.Generator
) -> tuple[str, ...]:
    """People whose planted group still stands without everybody who is away; at risk of leaving sooner."""
    people = {s.id: s for s in cohort.students}
    names = list(people)
    risk = np.array([people[name].dropout_risk for name in names]) + 0.02
    found: list[str] = []
    for number in chance.choice(len(names), len(names), replace=False, p=risk / risk.sum()):
        who = names[number]
        rest = [people[m] for m in planted[who].members if m != who and m not in away]
        if len(found) < count and who not in away and _stands(rest, cohort.constraints):
            found.append(who)
            away.add(who)
    return tuple(found)


def _stands(rest: list[Student], rules: Constraints) -> bool:
    countries, places = {s.country for s in rest}, {s.institution for s in rest}
    many = len(countries) >= rules.min_countries and len(places) >= rules.min_institutions
    return len(rest) >= rules.size_min and many


def _without(cohort: Cohort, gone: tuple[str, ...]) -> Cohort:
    out = set(gone)
    rules = cohort.constraints
    return replace(
        cohort,
        students=tuple(s for s in cohort.students if s.id not in out),
        planted=tuple(replace(g, members=tuple(m for m in g.members if m not in out)) for g in cohort.planted),
        constraints=replace(
            rules,
            keep_together=tuple(pair for pair in rules.keep_together if not out & {*pair}),
            keep_apart=tuple(pair for pair in rules.keep_apart if not out & {*pair}),
        ),
    )
