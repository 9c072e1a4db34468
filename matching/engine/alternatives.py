"""Where else a student could be: every other group, by a move or by an exchange with somebody, what it would cost
in points of J, and the hard rules that forbid it. For the review board; pure, and without scikit-learn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matching.engine.effects import Changes, Effects, effects_of
from matching.engine.problem import Problem
from matching.engine.quality import Seating

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Alternative:
    """One other place for a student. Groups and students are numbers: of ``seatings``, and of ``problem.students``.

    ``partner`` is who comes back in exchange, or -1 for a plain move. ``effect`` is in points of J, positive is
    better (the search left few of those); it is 0.0 and means nothing where ``broken`` names rules.
    ``broken`` are the hard rules that forbid it, with the codes of ``matching.checks``: size, institutions, countries,
    language, availability, access, keep_together, keep_apart.
    """

    group: int
    partner: int
    effect: float
    broken: tuple[str, ...] = ()

    @property
    def is_allowed(self) -> bool:
        return not self.broken


def alternatives(
    problem: Problem, seatings: Sequence[Seating], student: int, effects: Effects | None = None
) -> tuple[Alternative, ...]:
    """For each other group the best allowed way in, best first; then the groups that are forbidden, with the rules.

    ``student`` is a number of ``problem.number``; one without a group can only move. ``effects`` of the same seatings
    may be passed to save taking the answer apart again. Raises IndexError for a number out of range.
    """
    known = effects or effects_of(problem, seatings)
    home = next((g for g, s in enumerate(seatings) if student in s.members), NOBODY)
    others = [g for g in range(len(seatings)) if g != home]
    found = [_into(known, student, home, group) for group in others]
    return tuple(sorted(found, key=lambda a: (not a.is_allowed, len(a.broken), -a.effect, a.group, a.partner)))


def _into(effects: Effects, student: int, home: int, group: int) -> Alternative:
    """The best way into one group: a move, or an exchange with one of its members."""
    problem, there = effects.problem, effects.seatings[group]
    alone = person_breaks(problem, student, there)
    if alone:
        return Alternative(group, NOBODY, 0.0, alone)
    ways = [_priced(effects, home, group, student, partner) for partner in (NOBODY, *_partners(effects, home, group))]
    return min(ways, key=lambda a: (not a.is_allowed, len(a.broken), -a.effect, a.partner))


def _partners(effects: Effects, home: int, group: int) -> Iterable[int]:
    if home == NOBODY:
        return ()
    here = effects.seatings[home]
    return [p for p in effects.seatings[group].members if not person_breaks(effects.problem, p, here)]


def _priced(effects: Effects, home: int, group: int, student: int, partner: int) -> Alternative:
    changes = exchange(effects.seatings, home, group, student, partner)
    broken = sorted({code for s in changes.values() if s is not None for code in group_breaks(effects.problem, s)})
    effect = 0.0 if broken else effects.effect(changes)
    return Alternative(group, partner, effect, tuple(broken))


def exchange(seatings: Sequence[Seating], home: int, group: int, student: int, partner: int) -> Changes:
    """The groups after ``student`` goes from ``home`` to ``group`` (and ``partner`` the other way)."""
    there = seatings[group]
    changes = {group: _with(there, student, partner)}
    if home != NOBODY:
        changes[home] = _with(seatings[home], partner, student)
    return changes


def _with(seating: Seating, comes: int, goes: int) -> Seating:
    members = [p for p in seating.members if p != goes]
    if comes != NOBODY:
        members.append(comes)
    return Seating(tuple(members), seating.slot, seating.facilitator, seating.language)


def person_breaks(problem: Problem, person: int, seating: Seating) -> tuple[str, ...]:
    """Hard rules that a person breaks in a session, whoever else is there."""
    broken = []
    if not problem.speaks[person, seating.language]:
        broken.append("language")
    if not problem.free[person, seating.slot]:
        broken.append("availability")
    if int(problem.need_bits[person]) & ~problem.skill_bits[seating.facilitator]:
        broken.append("access")
    return tuple(broken)


def group_breaks(problem: Problem, seating: Seating) -> tuple[str, ...]:
    """Hard rules about who sits together; times, language and needs are ``person_breaks``."""
    rules, members = problem.rules, seating.members
    here = set(members)
    broken = []
    if not rules.size_min <= len(members) <= rules.size_max:
        broken.append("size")
    if len({problem.institution[p] for p in members}) < rules.min_institutions:
        broken.append("institutions")
    if len({problem.country[p] for p in members}) < rules.min_countries:
        broken.append("countries")
    if any(not here.issuperset(problem.units[problem.unit_of[p]]) for p in members):
        broken.append("keep_together")
    if any(problem.apart[p] & here for p in members):
        broken.append("keep_apart")
    return tuple(broken)
