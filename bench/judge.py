"""An answer judged from the words of the design alone: hard rules and J. Shares no code with the matcher.

It walks the other way than the engine: each session is brought to each person's own clock, quarter by quarter.
Plain dictionaries and sets, no arrays; about 4 s for 10,000 students.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heapify, heapreplace
from itertools import combinations
from statistics import fmean, pvariance
from zoneinfo import ZoneInfo

from matching.engine.types import Constraints, Facilitator, FormedGroup, Student

LEVELS = ["A1", "A2", "B1", "B2", "C1", "C2", "N"]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEIGHTS = {"mix": 30, "isolates": 20, "balance": 25, "dropout": 10, "topic": 5, "size": 5, "slack": 5}
MIX = {"country": 0.4, "institution": 0.2, "first_language": 0.2, "discipline": 0.2}
WEEK_MINUTES = 7 * 1440


@dataclass(frozen=True, slots=True)
class Verdict:
    """``broken`` counts each broken rule; ``total`` is J with the default weights (0 to 100)."""

    broken: dict[str, int]
    total: float
    components: dict[str, float]
    isolated: int
    between_variance: float

    @property
    def hard(self) -> int:
        """How many times a hard rule is broken."""
        return sum(self.broken.values())


def judge(
    students: Sequence[Student], facilitators: Sequence[Facilitator], rules: Constraints, groups: Sequence[FormedGroup]
) -> Verdict:
    """Every rule and every component of an answer that seats at least one person in each group."""
    case = Case(students, facilitators, rules, groups)
    components = {
        "mix": _mix(case),
        "isolates": max(-1.0, 1 - len(_isolated(case)) / len(case.seated) / 0.30),
        "balance": _balance(case)[0],
        "dropout": max(-1.0, 1 - fmean(_chance_to_shrink(case, g) for g in groups) / 0.15),
        "topic": _topic(case),
        "size": fmean(float(rules.target_min <= len(g.members) <= rules.target_max) for g in groups),
        "slack": fmean(float(_has_second_start(case, g)) for g in groups),
    }
    total = sum(WEIGHTS[name] * value for name, value in components.items())
    return Verdict(broken_rules(case), total, components, len(_isolated(case)), _balance(case)[1])


class Case:
    """What is judged, with the people by their id and the sessions on everybody's clock."""

    def __init__(
        self,
        students: Sequence[Student],
        facilitators: Sequence[Facilitator],
        rules: Constraints,
        groups: Sequence[FormedGroup],
    ) -> None:
        self.people = {s.id: s for s in students}
        self.leaders = {f.id: f for f in facilitators}
        self.rules, self.groups = rules, groups
        self.seated = [self.people[m] for g in groups for m in g.members]
        self.sizes = [len(g.members) for g in groups]
        self.pairs = sum(n * (n - 1) // 2 for n in self.sizes)
        self._on_clock: dict[tuple[str, int], frozenset[int]] = {}
        self._offered: dict[str, set[int]] = {}

    def members(self, group: FormedGroup) -> list[Student]:
        """The students of a group."""
        return [self.people[m] for m in group.members]

    def is_free(self, person: Student | Facilitator, start_minute: int) -> bool:
        """Whether a session that begins at this minute of the anchor's week is inside the person's hours, always."""
        if person.id not in self._offered:
            self._offered[person.id] = {
                quarter % 672
                for hours in person.availability
                for quarter in range(-(-hours.start_minute // 15), hours.end_minute // 15)
            }
        return self._quarters(person.tz, start_minute) <= self._offered[person.id]

    def _quarters(self, tz: str, start_minute: int) -> frozenset[int]:
        """The quarters of the local week that the session touches in any of the session weeks."""
        key = (tz, start_minute)
        if key not in self._on_clock:
            zone, anchor = ZoneInfo(tz), ZoneInfo(self.rules.slot_anchor)
            found = set()
            for monday in self.rules.session_weeks:
                wall = datetime(monday.year, monday.month, monday.day) + timedelta(minutes=start_minute)  # noqa: DTZ001
                begin = wall.replace(tzinfo=anchor).astimezone(UTC)
                for passed in range(0, self.rules.session_minutes, 15):
                    local = (begin + timedelta(minutes=passed)).astimezone(zone)
                    found.add(local.weekday() * 96 + local.hour * 4 + local.minute // 15)
            self._on_clock[key] = frozenset(found)
        return self._on_clock[key]


# -- hard rules --------------------------------------------------------------------------------------------------


def broken_rules(case: Case) -> dict[str, int]:
    """Each broken rule -> how many times; empty when the answer holds."""
    found: Counter[str] = Counter()
    times = Counter(m for g in case.groups for m in g.members)
    found["unplaced"] = len(case.people) - len(times)
    found["placed twice"] = sum(count - 1 for count in times.values())
    for group in case.groups:
        found.update(_broken_by_members(case, group))
        found.update(_broken_by_leader(case, group))
    found.update(_broken_loads(case))
    found.update(_broken_links(case))
    return {rule: count for rule, count in found.items() if count}


def _broken_by_members(case: Case, group: FormedGroup) -> list[str]:
    rules, members = case.rules, case.members(group)
    broken = [] if rules.size_min <= len(members) <= rules.size_max else ["size"]
    broken += ["institutions"] if len({s.institution for s in members}) < rules.min_institutions else []
    broken += ["countries"] if len({s.country for s in members}) < rules.min_countries else []
    least = rules.working_languages.get(group.language)
    if least is None:
        return [*broken, "language unknown"]
    broken += ["language level" for s in members if not _knows(s.work_languages, group.language, least)]
    start = slot_minute(group.slot)
    return broken + ["student not free" for s in members if not case.is_free(s, start)]


def _broken_by_leader(case: Case, group: FormedGroup) -> list[str]:
    leader = case.leaders.get(group.facilitator_id)
    if leader is None:
        return ["facilitator missing"]
    needs = {need for s in case.members(group) for need in s.access_needs} & {*case.rules.access_hard}
    strong = _knows(leader.languages, group.language, case.rules.facilitator_min_level)
    return [
        *([] if strong else ["facilitator language"]),
        *([] if case.is_free(leader, slot_minute(group.slot)) else ["facilitator not free"]),
        *([] if needs <= {*leader.access_skills} else ["access need"]),
    ]


def _broken_loads(case: Case) -> list[str]:
    led: dict[str, list[int]] = defaultdict(list)
    for group in case.groups:
        led[group.facilitator_id].append(slot_minute(group.slot))
    apart = case.rules.session_minutes + case.rules.facilitator_gap_minutes
    broken = []
    for leader, starts in led.items():
        most = case.leaders[leader].max_groups if leader in case.leaders else len(starts)
        broken += ["facilitator over capacity"] * max(0, len(starts) - most)
        broken += ["facilitator twice at once" for a, b in combinations(starts, 2) if _round_the_week(a, b) < apart]
    return broken


def _broken_links(case: Case) -> list[str]:
    place = {m: g.id for g in case.groups for m in g.members}
    both = [(a, b) for a, b in case.rules.keep_together if a in place and b in place]
    near = [(a, b) for a, b in case.rules.keep_apart if a in place and b in place]
    split = ["together split" for a, b in both if place[a] != place[b]]
    return split + ["apart joined" for a, b in near if place[a] == place[b]]


def _knows(languages: Mapping[str, str], code: str, least: str) -> bool:
    return code in languages and LEVELS.index(languages[code]) >= LEVELS.index(least)


def slot_minute(slot: str) -> int:
    """``Mon 16:30`` to minutes of the week."""
    day, clock = slot.split()
    hour, minute = clock.split(":")
    return DAYS.index(day) * 1440 + int(hour) * 60 + int(minute)


def _round_the_week(a: int, b: int) -> int:
    return min((a - b) % WEEK_MINUTES, (b - a) % WEEK_MINUTES)


# -- mix, isolates -------------------------------------------------------------------------------------------------


def _mix(case: Case) -> float:
    """Differing pairs over the most that these sizes allow, weighted over four attributes."""
    read: dict[str, Callable[[Student], str]] = {
        "country": lambda s: s.country,
        "institution": lambda s: s.institution,
        "first_language": _first,
        "discipline": lambda s: s.discipline,
    }
    return sum(MIX[name] * _mix_of(case, read[name]) for name in MIX)


def _mix_of(case: Case, value: Callable[[Student], str]) -> float:
    alike = sum(value(a) == value(b) for g in case.groups for a, b in combinations(case.members(g), 2))
    least = sum(_fewest_alike(count, case.sizes) for count in Counter(map(value, case.seated)).values())
    reachable = case.pairs - least
    return (case.pairs - alike) / reachable if reachable else 1.0


def _fewest_alike(count: int, sizes: Sequence[int]) -> int:
    """Pairs of one class when each next member joins the group with the fewest of them that has room."""
    if not count:
        return 0
    heap = [(0, size) for size in sizes]
    heapify(heap)
    pairs = 0
    for _ in range(count):
        have, size = heap[0]
        pairs += have
        full = have + 1 == size
        heapreplace(heap, (10**9 if full else have + 1, size))
    return pairs


def _first(student: Student) -> str:
    return student.first_languages[0] if student.first_languages else ""


def _isolated(case: Case) -> set[str]:
    """Everybody who is alone by told gender, by country beside three of another, or outside a language bloc."""
    genders = Counter(s.gender for s in case.seated)
    countries = Counter(s.country for s in case.seated)
    found: set[str] = set()
    for group in case.groups:
        members = case.members(group)
        for one in members:
            others = [s for s in members if s.id != one.id]
            alone = (
                _alone_by_gender(one, others, genders)
                or _alone_by_country(one, others, countries)
                or _outside_a_bloc(one, members, group.language)
            )
            found |= {one.id} if alone else set()
    return found


def _alone_by_gender(one: Student, others: Sequence[Student], cohort: Counter[str]) -> bool:
    told = one.gender in ("f", "m") and cohort[one.gender] > 1 and len(others) > 0
    return told and all(s.gender != one.gender for s in others)


def _alone_by_country(one: Student, others: Sequence[Student], cohort: Counter[str]) -> bool:
    around = Counter(s.country for s in others)
    return cohort[one.country] > 1 and one.country not in around and max(around.values(), default=0) >= 3


def _outside_a_bloc(one: Student, members: Sequence[Student], working: str) -> bool:
    own = set(one.first_languages) or {""}
    spoken = Counter(code for s in members for code in set(s.first_languages) or {""})
    blocs = {code for code, count in spoken.items() if 10 * count >= 6 * len(members) and code != working}
    return bool(blocs - own) and all(spoken[code] == 1 for code in own)


# -- balance, drop-out, topics, slack --------------------------------------------------------------------------------


def _balance(case: Case) -> tuple[float, float]:
    """The component and the ratio B itself, a mean over families of a mean over columns."""
    ratios, bounds = [], []
    for columns in _families(case):
        kept = [c for c in columns if len(set(c)) > 1]
        if kept:
            ratios.append(fmean(_between(case, c) for c in kept))
            bounds.append(fmean(_least_between(case, c) for c in kept))
    ratio, bound = (fmean(ratios), fmean(bounds)) if ratios else (0.0, 0.0)
    value = 1.0 if bound >= 1 else max(-1.0, min(1.0, 1 - (ratio - bound) / (1 - bound)))
    return value, ratio


def _families(case: Case) -> list[list[list[float]]]:
    people = case.seated
    asked = case.rules.working_languages
    best = [
        max(max((LEVELS.index(s.work_languages[c]) for c in asked if c in s.work_languages), default=0), 0)
        for s in people
    ]
    return [
        [[float(s.gender == kind) for s in people] for kind in ("f", "m")],
        [[float(s.discipline == kind) for s in people] for kind in {s.discipline for s in people}],
        [[float(level) for level in best]],
        [[float(s.experience) for s in people]],
        [[s.dropout_risk for s in people]],
        [[float(bool(s.access_needs)) for s in people]],
    ]


def _between(case: Case, column: Sequence[float]) -> float:
    """Sum over groups of size x squared standardised mean, over groups - 1."""
    mean, spread = fmean(column), pvariance(column)
    total, begin = 0.0, 0
    for size in case.sizes:
        total += size * (fmean(column[begin : begin + size]) - mean) ** 2 / spread
        begin += size
    return total / max(1, len(case.sizes) - 1)


def _least_between(case: Case, column: Sequence[float]) -> float:
    """The same when a property is spread as evenly as whole people allow; 0 for what is not yes or no."""
    if not set(column) <= {0.0, 1.0}:
        return 0.0
    share, spread = fmean(column), pvariance(column)
    heap = [((1 - 2 * size * share) / size, 0, size) for size in case.sizes]
    heapify(heap)
    for _ in range(int(sum(column))):
        _, have, size = heap[0]
        have += 1
        heapreplace(heap, ((2 * (have - size * share) + 1) / size if have < size else float("inf"), have, size))
    squares = sum((have - size * share) ** 2 / size for _, have, size in heap)
    return squares / spread / max(1, len(case.sizes) - 1)


def _chance_to_shrink(case: Case, group: FormedGroup) -> float:
    """The chance that at most ``size_min`` stay when each leaves with their own risk."""
    staying = {0: 1.0}
    for student in case.members(group):
        after: dict[int, float] = defaultdict(float)
        for count, chance in staying.items():
            after[count] += chance * student.dropout_risk
            after[count + 1] += chance * (1 - student.dropout_risk)
        staying = after
    return sum(chance for count, chance in staying.items() if count <= case.rules.size_min)


def _topic(case: Case) -> float:
    """Mean likeness of topics over pairs in groups; 0 = everybody's mean, 1 = with one's nearest only."""
    kinds = Counter(frozenset(s.topics or ("",)) for s in case.seated)
    like = {(a, b): len(a & b) / len(a | b) for a in kinds for b in kinds}
    inside = sum(like[a, b] for g in case.groups for a, b in combinations(_topics(case.members(g)), 2)) / max(
        1, case.pairs
    )
    size = len(case.seated)
    whole = sum(like[a, b] * kinds[a] * kinds[b] for a in kinds for b in kinds) - size
    usual = whole / (size * (size - 1))
    beside = round(size / len(case.groups)) - 1
    best = sum(count * _nearest(one, kinds, like, beside) for one, count in kinds.items()) / size
    return max(-1.0, min(1.0, (inside - usual) / (best - usual))) if best > usual else 1.0


def _topics(members: Iterable[Student]) -> list[frozenset[str]]:
    return [frozenset(s.topics or ("",)) for s in members]


def _nearest(
    one: frozenset[str],
    kinds: Mapping[frozenset[str], int],
    like: Mapping[tuple[frozenset[str], frozenset[str]], float],
    wanted: int,
) -> float:
    """The mean likeness to the ``wanted`` people most like somebody of this kind."""
    total, left = 0.0, wanted
    for other in sorted(kinds, key=lambda kind: -like[one, kind]):
        taken = min(left, kinds[other] - (other == one))
        total += taken * like[one, other]
        left -= taken
        if left <= 0:
            break
    return total / max(1, wanted)


def _has_second_start(case: Case, group: FormedGroup) -> bool:
    """Another start, two hours away or more round the week, that everybody and the facilitator could take."""
    leader = case.leaders.get(group.facilitator_id)
    now = slot_minute(group.slot)
    everybody = [*case.members(group), *([leader] if leader else [])]
    starts = range(0, WEEK_MINUTES, case.rules.start_grid_minutes)
    return any(_round_the_week(now, t) >= 120 and all(case.is_free(p, t) for p in everybody) for t in starts)
