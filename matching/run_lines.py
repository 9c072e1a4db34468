"""What the pages say of runs: their figures beside bounds, their record, and the same again or not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from exchanges.models import Exchange
from matching.models import BoardChange, MatchRun
from matching.weights import MIX, PARTS, are_usual, kept, points_of

# What a list of runs does not read: a run of 600 students holds some 300 kB of inputs and answer.
HEAVY = ("inputs", "answer", "curve")


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of J in percent: 0 is a random partition, below 0 worse; ``bound``: no groups can have more."""

    name: str
    label: str
    meaning: str
    percent: int
    bound: int | None
    weight: float

    @property
    def drawn(self) -> int:
        return max(0, min(100, self.percent))


def part_lines(
    components: Mapping[str, float], bounds: Mapping[str, float], weights: Mapping[str, float]
) -> list[PartLine]:
    """In the order in which parts usually matter. Runs of before bounds had a name for them have none."""
    told = bounds if "total" in bounds else {}
    points = points_of(weights)
    return [
        PartLine(
            name,
            str(label),
            str(meaning),
            round(100 * float(components[name])),
            round(100 * float(told[name])) if name in told else None,
            points[name],
        )
        for name, (label, meaning) in PARTS.items()
        if name in components
    ]


def lines_of(run: MatchRun) -> list[PartLine]:
    return part_lines(run.report.get("components", {}), run.report.get("bounds", {}), run.weights)


def quality_bound(run: MatchRun) -> float | None:
    """The J that no groups of these sizes can pass."""
    bound = run.report.get("bounds", {}).get("total")
    return None if bound is None else float(bound)


@dataclass(frozen=True, slots=True)
class WeightLine:
    label: str
    points: float
    usual: float

    @property
    def differs(self) -> bool:
        return self.points != self.usual


def weight_lines(weights: Mapping[str, float]) -> list[WeightLine]:
    """All eleven, in percent, beside the usual ones."""
    points, usual = points_of(weights), points_of({})
    labels = {name: str(label) for name, (label, _meaning) in PARTS.items()}
    labels |= {name: _("Mix: %(attribute)s") % {"attribute": label} for name, label in MIX.items()}
    return [WeightLine(label, points[name], usual[name]) for name, label in labels.items()]


def listed(exchange: Exchange) -> QuerySet[MatchRun]:
    """The runs of an exchange, the newest first, with ``quality``, ``groups_made`` and changes ``by_hand`` of each."""
    people = ("started_by", "accepted_by", "published_by")
    changes = Count("board_changes", filter=by_hand_and_standing("board_changes__"))
    figures = {"by_hand": changes, "quality": F("report__total"), "groups_made": F("report__groups")}
    return exchange.match_runs.select_related(*people).defer(*HEAVY, "report").annotate(**figures).order_by("-pk")


def by_hand_and_standing(prefix: str = "") -> Q:
    """Acts on the board that hold: not undone, and neither the start nor an undo itself."""
    acts = BoardChange.Kind
    none_of = {f"{prefix}kind__in": [acts.START, acts.UNDO, acts.REDO]}
    return Q(**{f"{prefix}state": BoardChange.State.DONE}) & ~Q(**none_of)


def changes_by_hand(run: MatchRun) -> list[BoardChange]:
    return list(run.board_changes.filter(by_hand_and_standing()).select_related("by").order_by("pk"))


def seconds_taken(run: MatchRun) -> float | None:
    """From the start to the end, the start of the process included."""
    return None if run.finished_at is None else (run.finished_at - run.started_at).total_seconds()


def seconds_left(run: MatchRun, waited: timedelta) -> int | None:
    """A guess for the page, None before anything is known. Steps are waited for at the pace so far."""
    if run.steps_asked is None:
        return max(0, round(run.seconds * (100 - run.done_percent) / 100))
    if run.done_percent < 2:
        return None
    return max(0, round(waited.total_seconds() * (100 - run.done_percent) / run.done_percent))


def best_so_far(run: MatchRun) -> float | None:
    return float(run.curve[-1][1]) if run.curve else None


@dataclass(frozen=True, slots=True)
class Curve:
    """J over time, from the first complete answer on, as a line in a box of 300 by 100, with what its edges mean."""

    points: str
    low: float
    high: float
    seconds: float


def curve_of(run: MatchRun) -> Curve | None:
    """None while there are fewer than two points."""
    if len(run.curve) < 2:
        return None
    began = float(run.curve[0][0])
    seconds = max(float(run.curve[-1][0]) - began, 0.1)
    low, high = float(run.curve[0][1]), float(run.curve[-1][1])
    reach = max(high - low, 0.1)
    spots = list(steps_between(run.curve))
    points = " ".join(
        f"{300 * (float(at) - began) / seconds:.1f},{96 - 92 * (float(j) - low) / reach:.1f}" for at, j in spots
    )
    return Curve(points, low, high, seconds)


def steps_between(curve: Sequence[Any]) -> Iterable[tuple[float, float]]:
    """The best answer stays as good as it was until a better one is found: a stair, not a slope."""
    before = None
    for at, total in curve:
        if before is not None:
            yield at, before
        yield at, total
        before = total


def are_same(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> bool:
    """Whether two answers seat the same people together, at the same times, led by the same facilitators."""
    return fingerprint(one) == fingerprint(other)


def fingerprint(answer: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted(
        (sorted(group["members"]), group["slot"], group["facilitator"], group["language"]) for group in answer
    )


@dataclass(frozen=True, slots=True)
class Repetition:
    """What repeating a run showed. ``same`` is None while it computes, or when it came to no answer."""

    of: MatchRun
    same: bool | None
    other_version: bool


def repetition(run: MatchRun) -> Repetition | None:
    if run.repeats is None:
        return None
    is_done = run.status == MatchRun.Status.DONE
    same = are_same(run.answer, run.repeats.answer) if is_done else None
    versions = {run.engine_version, run.repeats.engine_version} - {""}
    return Repetition(run.repeats, same, len(versions) > 1)


def facts(run: MatchRun) -> list[tuple[str, str]]:
    """The record in words: who, when, with what."""
    told = [
        (_("Started"), who_and_when(run.started_by, run.started_at)),
        (_("Took"), seconds_words(run)),
        (_("Seed"), str(run.seed)),
        (_("Steps"), steps_words(run) or _("none")),
        (
            _("Engine"),
            _("version %(version)s") % {"version": run.engine_version} if run.engine_version else _("unknown"),
        ),
        (_("What matters"), _("the usual weights") if are_usual(kept(run.weights)) else _("weights of its own")),
        (_("Taken over"), who_and_when(run.accepted_by, run.accepted_at)),
        (_("Published"), who_and_when(run.published_by, run.published_at)),
    ]
    if run.keep_asked:
        told.insert(2, (_("Ended"), _("stopped by a person, with the best so far")))
    return told


def steps_words(run: MatchRun) -> str:
    """ "1,819,606", as in the reader's language; "" when none are known."""
    steps = run.report.get("steps")
    return "" if steps is None else number_format(steps, 0, force_grouping=True)


def seconds_words(run: MatchRun) -> str:
    taken = seconds_taken(run)
    return _("not ended yet") if taken is None else _("%(n)s seconds") % {"n": number_format(taken, 1)}


def who_and_when(who: Any, when: Any) -> str:
    if when is None:
        return _("not yet")
    said = {"who": who or _("somebody who is gone"), "when": date_format(localtime(when), _("D j M Y, H:i"))}
    return _("%(when)s, %(who)s") % said
