"""Two sets of groups side by side: two runs, or a run and the groups as they are now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from exchanges.hour_words import times_in_words
from exchanges.models import Exchange
from matching.board_state import Board, read_board
from matching.cohort_maps import group_names
from matching.models import Group, MatchRun
from matching.run_lines import HEAVY, PartLine, part_lines
from matching.weights import PARTS, WEIGHT_NAMES, kept

PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Formed:
    name: str
    members: frozenset[int]
    slot: str
    language: str
    facilitator: int | None

    @property
    def slot_in_words(self) -> str:
        return times_in_words(self.slot)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two answers. ``components`` is empty when they could not be measured."""

    key: str
    label: str
    run: MatchRun | None
    groups: list[Formed]
    total: float | None
    components: Mapping[str, float]
    bounds: Mapping[str, float]
    isolated: int | None
    weights: Mapping[str, float]
    may_accept: bool

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """(size, number of groups of it), the smallest first."""
        return sorted(Counter(len(group.members) for group in self.groups).items())

    @property
    def people(self) -> frozenset[int]:
        return frozenset().union(*(group.members for group in self.groups))


def of_run(run: MatchRun, may_accept: bool) -> Side:
    report = run.report
    groups = [
        Formed(name, frozenset(group["members"]), group["slot"], group["language"], int(group["facilitator"]))
        for group, name in zip(run.answer, group_names(run), strict=True)
    ]
    isolated = report.get("details", {}).get("isolated_students")
    return Side(
        key=str(run.pk),
        label=_("Run %(number)s") % {"number": run.pk},
        run=run,
        groups=groups,
        total=report.get("total"),
        components=report.get("components", {}),
        bounds=report.get("bounds", {}),
        isolated=None if isolated is None else round(isolated),
        weights=kept(run.weights),
        may_accept=may_accept,
    )


def of_present(exchange: Exchange) -> Side:
    """The drafts, or the published groups, with what was changed by hand."""
    board = read_board(exchange)
    groups = [
        Formed(group.name, frozenset(board.members[pk]), group.slot, group.language, group.facilitator_id)
        for pk, group in board.groups.items()
    ]
    is_published = any(group.status == Group.Status.PUBLISHED for group in board.groups.values())
    weights = asdict(board.cohort.problem.weights) if board.cohort.problem is not None else {}
    total, components, bounds, isolated = measured(board)
    return Side(
        key=PRESENT,
        label=_("The published groups") if is_published else _("The drafts of now"),
        run=None,
        groups=groups,
        total=total,
        components=components,
        bounds=bounds,
        isolated=isolated,
        weights=kept(weights),
        may_accept=False,
    )


type Figures = tuple[float | None, Mapping[str, float], Mapping[str, float], int | None]


def measured(board: Board) -> Figures:
    """J, components, bounds and students alone; a group without time, people or facilitator counts in none of them."""
    from matching.board_figures import seating_of
    from matching.engine.quality import measure

    if board.cohort.problem is None:
        return None, {}, {}, None
    seatings = [made for key in board.groups if (made := seating_of(board, key)) is not None]
    if not seatings:
        return None, {}, {}, None
    quality = measure(board.cohort.problem, seatings)
    return quality.total, quality.components, quality.bounds, round(quality.details["isolated_students"])


# --- beside each other --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PairOfParts:
    label: str
    meaning: str
    one: PartLine
    other: PartLine

    @property
    def difference(self) -> int:
        return self.other.percent - self.one.percent

    @property
    def size_of_difference(self) -> int:
        return abs(self.difference)


@dataclass(frozen=True, slots=True)
class Met:
    """A group of one side beside the group of the other that has most of its people."""

    one: Formed
    other: Formed | None
    same_people: bool
    same_meeting: bool
    leave: list[str]
    come: list[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    parts: list[PairOfParts]
    pairs: int
    pairs_kept: int
    same_groups: int
    met: list[Met]
    only_one: int
    only_other: int
    by_weights: list[tuple[str, float, float]]

    @property
    def kept_percent(self) -> int:
        return round(100 * self.pairs_kept / self.pairs) if self.pairs else 100


def compare(one: Side, other: Side, names: Mapping[int, str]) -> Comparison:
    """``pairs`` are the pairs of people in one group on the first side; kept: who still are, on the second."""
    left = {part.name: part for part in part_lines(one.components, one.bounds, one.weights)}
    right = {part.name: part for part in part_lines(other.components, other.bounds, other.weights)}
    parts = [
        PairOfParts(left[name].label, left[name].meaning, left[name], right[name])
        for name in PARTS
        if name in left and name in right
    ]
    met = meetings(one.groups, other.groups, names)
    return Comparison(
        parts=parts,
        pairs=sum(pairs_in(len(group.members)) for group in one.groups),
        pairs_kept=pairs_kept(one.groups, other.groups),
        same_groups=sum(line.same_people for line in met),
        met=met,
        only_one=len(one.people - other.people),
        only_other=len(other.people - one.people),
        by_weights=by_weights(one, other),
    )


def pairs_in(people: int) -> int:
    return people * (people - 1) // 2


def pairs_kept(one: Sequence[Formed], other: Sequence[Formed]) -> int:
    home = {person: number for number, group in enumerate(other) for person in group.members}
    kept_together = 0
    for group in one:
        there = Counter(home[person] for person in group.members if person in home)
        kept_together += sum(pairs_in(count) for count in there.values())
    return kept_together


def meetings(one: Sequence[Formed], other: Sequence[Formed], names: Mapping[int, str]) -> list[Met]:
    """Each group of the first side with the group of the second that shares most people, each at most once."""
    home = {person: number for number, group in enumerate(other) for person in group.members}
    overlaps = [
        (count, -number, -there)
        for number, group in enumerate(one)
        for there, count in Counter(home[person] for person in group.members if person in home).items()
    ]
    partner: dict[int, int] = {}
    for _count, number, there in sorted(overlaps, reverse=True):
        if -number not in partner and -there not in partner.values():
            partner[-number] = -there
    return [met(group, other[partner[n]] if n in partner else None, names) for n, group in enumerate(one)]


def met(group: Formed, partner: Formed | None, names: Mapping[int, str]) -> Met:
    there = partner.members if partner else frozenset()
    meeting = (group.slot, group.language, group.facilitator)
    return Met(
        one=group,
        other=partner,
        same_people=group.members == there,
        same_meeting=partner is not None and meeting == (partner.slot, partner.language, partner.facilitator),
        leave=sorted(names.get(person, "?") for person in group.members - there),
        come=sorted(names.get(person, "?") for person in there - group.members),
    )


def by_weights(one: Side, other: Side) -> list[tuple[str, float, float]]:
    """J of both sides by the same weights, first those of the one, then those of the other; [] when they agree."""
    if (
        not one.components
        or not other.components
        or all(abs(one.weights[name] - other.weights[name]) < 1e-6 for name in WEIGHT_NAMES)
    ):
        return []
    return [(side.label, total_by(one, side.weights), total_by(other, side.weights)) for side in (one, other)]


def total_by(side: Side, weights: Mapping[str, float]) -> float:
    """J from the components. The shares inside the mix are those with which the side was measured."""
    return 100 * sum(weights[name] * float(side.components[name]) for name in PARTS if name in side.components)


def names_of_students(exchange: Exchange) -> dict[int, str]:
    return {
        pk: str(name or email) for pk, name, email in exchange.enrolments.values_list("pk", "user__name", "user__email")
    }


def choices(exchange: Exchange) -> list[MatchRun]:
    """Runs with an answer, the newest first, with the ``quality`` of each."""
    return list(
        exchange.match_runs.filter(status=MatchRun.Status.DONE, kind=MatchRun.Kind.MATCH)
        .defer(*HEAVY, "report")
        .annotate(quality=F("report__total"))
        .order_by("-pk")[:50]
    )


def has_present(exchange: Exchange) -> bool:
    return exchange.groups.exclude(status=Group.Status.CLOSED).exists()
