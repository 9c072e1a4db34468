"""The people of an exchange as the board needs them, kept in the process while nothing about them changes.

Reading and compiling 600 people takes some 0.3 s; asking whether they changed takes some 10 ms. The engine (NumPy, no
scikit-learn) is imported when the first board is opened, not when the server starts.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any

from exchanges.models import Enrolment, Exchange, Facilitator
from matching.cell_words import Place, WrongCell, in_words, wrong_cells
from matching.inputs import (
    FACILITATOR_COLUMNS,
    STUDENT_COLUMNS,
    as_csv,
    constraints_of,
    facilitator_row,
    student_id,
    student_row,
    students_of,
)
from matching.weights import kept

if TYPE_CHECKING:
    from matching.engine.problem import Problem

# Exchanges whose people are kept; 600 people take some 5 MB.
KEPT_EXCHANGES = 8
PEOPLE_FIELDS = (
    *("pk", "user__name", "user__email", "institution_id", "institution__name", "institution__slug"),
    *("profile__country", "profile__timezone", "profile__first_languages", "profile__work_languages"),
    *("profile__discipline", "profile__gender", "profile__availability", "profile__experience", "profile__topics"),
    *("profile__access_needs", "profile__dropout_risk"),
)
LEADER_FIELDS = (
    *("pk", "user__name", "country", "timezone", "languages", "availability", "max_groups", "access_skills"),
    "institution__slug",
)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Shared by requests and never changed. ``problem`` is None when there is nobody, or a person's data is no use."""

    people: Mapping[int, Enrolment]
    """By key, with user, profile and institution; everybody to place."""
    problem: Problem | None
    wrong: tuple[WrongCell, ...] = ()

    @property
    def trouble(self) -> str:
        """Why there are no figures, in the language that is active; "" when nothing is wrong."""
        return in_words(self.wrong)

    def number(self, enrolment: int) -> int:
        """The place of a student in the engine's arrays."""
        assert self.problem is not None
        return self.problem.number[student_id(enrolment)]


_kept: OrderedDict[int, tuple[str, Cohort]] = OrderedDict()
_gate = Lock()


def cohort_of(exchange: Exchange, weights: Mapping[str, float] | None = None) -> Cohort:
    """``weights``: those of the run that the drafts came from, as ``asdict(Weights)``; None: the defaults."""
    given = constraints_of(exchange)
    digest = digest_of(exchange, given, weights)
    with _gate:
        known = _kept.get(exchange.pk)
    if known is not None and known[0] == digest:
        return known[1]
    made = compiled(exchange, given, weights)
    with _gate:
        _kept[exchange.pk] = (digest, made)
        _kept.move_to_end(exchange.pk)
        while len(_kept) > KEPT_EXCHANGES:
            _kept.popitem(last=False)
    return made


def digest_of(exchange: Exchange, given: Mapping[str, Any], weights: Mapping[str, float] | None) -> str:
    """Changes with every value that the board shows or that a figure depends on."""
    told = sha256(json.dumps([given, dict(weights or {})], sort_keys=True, default=str).encode())
    there = exchange.enrolments.exclude(status=Enrolment.Status.WITHDRAWN).filter(profile__isnull=False)
    for row in there.order_by("pk").values_list(*PEOPLE_FIELDS):
        told.update(repr(row).encode())
    for row in exchange.facilitators.order_by("pk").values_list(*LEADER_FIELDS):
        told.update(repr(row).encode())
    return told.hexdigest()


def compiled(exchange: Exchange, given: Mapping[str, Any], weights: Mapping[str, float] | None) -> Cohort:
    people = {one.pk: one for one in students_of(exchange)}
    leaders = list(exchange.facilitators.select_related("institution", "user").order_by("pk"))
    if not people or not leaders:
        return Cohort(people, None)
    return with_problem(people, leaders, given, weights)


def with_problem(
    people: Mapping[int, Enrolment],
    leaders: Sequence[Facilitator],
    given: Mapping[str, Any],
    weights: Mapping[str, float] | None,
) -> Cohort:
    from matching.engine.files import FileInvalid, read_constraints, read_facilitators, read_students
    from matching.engine.problem import Problem
    from matching.engine.types import Weights

    try:
        problem = Problem(
            read_students("students.csv", as_csv(STUDENT_COLUMNS, map(student_row, people.values()))),
            read_facilitators("facilitators.csv", as_csv(FACILITATOR_COLUMNS, map(facilitator_row, leaders))),
            read_constraints("constraints.json", json.dumps(given)),
            Weights(**kept(weights or {})),
        )
    except FileInvalid as refused:
        told = [one for one in refused.complaints if not isinstance(one, str)]
        places = [Place(one.file, one.line, one.column) for one in told] or [Place("constraints.json", 0, "")]
        names = [str(one.user) for one in people.values()], [str(one.user) for one in leaders]
        return Cohort(people, None, wrong_cells(places, *names))
    return Cohort(people, problem)
