"""Is this a virtual exchange? The definition as a pure function: a design in, findings out.

The criteria are numbered as in docs/reference/exchange-file.md: C1 to C11 say what a virtual exchange is, N1 to
N6 what it is not, TEP is the template of a transnational exchange project. Here are the checks of the design; what
was delivered is judged apart. Limits that no public source fixes are our own defaults and say so there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from exchanges.figures import DateSpan, Design, Facilitator, PlannedGroup
from exchanges.workload import total_hours

Level = Literal["ok", "warn", "block"]
Result = Literal["conforms", "conforms_with_remarks", "blocked"]
Figure = bool | int | Decimal | str

# May be published and recognised, but never under the name of a virtual exchange (N5, N6).
KINDS_WITHOUT_LABEL = frozenset({"taster", "online_course"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: ``figure`` is what the design has, ``limit`` what it is held against.

    ``definition_texts.text`` makes the sentence; ``key`` names the finding where a reason is written to it.
    """

    criterion: str
    code: str
    level: Level
    figure: Figure
    limit: Figure
    params: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.criterion}:{self.code}"


def check(design: Design) -> tuple[Finding, ...]:
    """All findings on a design, good ones too, in the order of the criteria."""
    criteria = (_sustained, _synchronous, _small_groups, _facilitated, _educational, _intercultural, _not_mooc)
    findings = [finding for criterion in criteria for finding in criterion(design)]
    findings += _not_another_thing(design)
    if design.kind == "tep":
        findings += _tep(design)
    return tuple(findings)


def open_remarks(findings: Iterable[Finding], accepted_reasons: Mapping[str, str]) -> tuple[Finding, ...]:
    """Warnings to which no reason was written yet; reasons are kept under ``Finding.key``."""
    warnings = (finding for finding in findings if finding.level == "warn")
    return tuple(finding for finding in warnings if not accepted_reasons.get(finding.key, "").strip())


def result(findings: Iterable[Finding], accepted_reasons: Mapping[str, str]) -> Result:
    """The word for the whole design. A warning without a reason holds it back like a block."""
    seen = tuple(findings)
    if any(finding.level == "block" for finding in seen) or open_remarks(seen, accepted_reasons):
        return "blocked"
    return "conforms_with_remarks" if any(finding.level == "warn" for finding in seen) else "conforms"


def may_publish(design: Design, accepted_reasons: Mapping[str, str]) -> bool:
    """A taster or an online course may always be published: it never carries the label (N5, N6)."""
    return design.kind in KINDS_WITHOUT_LABEL or result(check(design), accepted_reasons) != "blocked"


# --- the criteria -------------------------------------------------------------------------------------------


def _sustained(design: Design) -> Iterator[Finding]:
    """C1: regular, intensive interaction that unfolds over time."""
    gap_days, gap_from, gap_to = _longest_gap(design)
    gap_params = {"from_day": gap_from, "to_day": gap_to}
    yield _at_least("C1", "live_sessions", len(design.sessions), block=3, warn=4)
    yield _at_least("C1", "interaction_weeks", len(_weeks(design.interaction)), block=4)
    yield _at_most("C1", "longest_gap_days", gap_days, block=14, params=gap_params)
    yield _at_least("C1", "contact_hours", _rounded(design.live_hours), warn=8)


def _synchronous(design: Design) -> Iterator[Finding]:
    """C3: live and with high social presence. No criterion ever asks for a camera that is on."""
    sessions = design.sessions
    with_audio = sum(planned.audio for planned in sessions)
    minutes = [planned.minutes for planned in sessions] or [0]
    yield _at_least("C3", "sessions_with_audio", with_audio, block=1, warn=max(1, len(sessions)))
    yield _at_least("C3", "sessions_with_video", sum(planned.video for planned in sessions), warn=1)
    yield _at_least("C3", "shortest_session_minutes", min(minutes), warn=45)
    yield _at_most("C3", "longest_session_minutes", max(minutes), warn=150)


def _small_groups(design: Design) -> Iterator[Finding]:
    """C4: people to people, in groups that stay together."""
    rule = design.groups
    yield _needed("C4", "groups_stay_together", rule.persistent)
    yield _at_most("C4", "group_maximum", rule.size_max, block=15, warn=12)
    yield _at_least("C4", "group_target", rule.target_min, warn=6)
    classes = sum(partner.classes for partner in design.partners)
    if classes >= 4:
        most = rule.size_max if rule.max_per_class is None else rule.max_per_class
        yield _at_most("C4", "students_of_one_class", most, warn=2, params={"classes": classes})


def _facilitated(design: Design) -> Iterator[Finding]:
    """C6: every group has somebody with a qualification that is valid to the last day."""
    expected = max(1, design.groups_expected)
    led, doubled = _facilitated_groups(design)
    examiners = sum(person.examiner for person in design.facilitators)
    if design.planned_groups:
        unled = {"groups": _names_of_unled(design)}
        yield _at_least("C6", "groups_with_facilitator", led, block=expected, params=unled)
    else:
        yield _at_least("C6", "groups_that_can_be_led", led, block=expected)
    yield _needed("C6", "code_of_conduct", design.code_of_conduct)
    yield _at_least("C6", "groups_with_two_facilitators", doubled, warn=expected)
    yield _at_most("C6", "facilitators_who_examine", examiners, warn=0)


def _educational(design: Design) -> Iterator[Finding]:
    """C7: outcomes, a workload that fits the credits, and a way to have the result recognised at home."""
    hours = total_hours(item.hours for item in design.workload)
    yield _at_least("C7", "learning_outcomes", len(design.outcomes), block=2)
    yield _needed("C7", "workload_stated", hours > 0)
    if hours > 0:
        yield _at_most("C7", "live_hours", _rounded(design.live_hours), block=hours)
    if hours > 0 and design.credits > 0:
        yield _within("C7", "hours_per_credit", hours / design.credits)
    yield from _home_institutions(design)


def _home_institutions(design: Design) -> Iterator[Finding]:
    for partner in design.partners:
        named = {"institution": partner.name}
        if design.credits > 0 and partner.hours_per_credit is not None:
            yield _within("C7", "institution_hours_per_credit", partner.hours_per_credit, named)
    without = [partner.name for partner in design.partners if not partner.recognition_route.strip()]
    missing = {"institutions": ", ".join(without)}
    yield _at_most("C7", "institutions_without_route", len(without), warn=0, params=missing)


def _intercultural(design: Design) -> Iterator[Finding]:
    """C9: at least two countries, none of them the great majority of the cohort or of a group."""
    cohort: dict[str, int] = {}
    for partner in design.partners:
        cohort[partner.country] = cohort.get(partner.country, 0) + partner.students
    yield _at_least("C9", "countries", _countries(cohort), block=2)
    yield _at_most("C9", "largest_country_percent", _largest_percent(cohort), warn=60)
    formed = [group for group in design.planned_groups if sum(group.members_by_country.values()) > 0]
    if formed:
        least = min(formed, key=lambda group: _countries(group.members_by_country))
        yield _group_finding(least)
        most = max(formed, key=lambda group: _largest_percent(group.members_by_country))
        percent, named = _largest_percent(most.members_by_country), {"group": most.name}
        yield _at_most("C9", "largest_country_percent_in_group", percent, warn=60, params=named)


def _group_finding(group: PlannedGroup) -> Finding:
    """A group of one country does not meet across a border, whatever the cohort is."""
    figure, named = _countries(group.members_by_country), {"group": group.name}
    return _at_least("C9", "countries_in_group", figure, block=2, params=named)


def _not_mooc(design: Design) -> Iterator[Finding]:
    """N1: a MOOC has little or no live time in small groups that stay together."""
    taught_hours = design.live_hours + design.recorded_hours
    group_minutes = sum(planned.minutes for planned in design.sessions if planned.small_group)
    share = Decimal(0)
    if design.groups.persistent and taught_hours > 0:
        share = Decimal(group_minutes) / 60 / taught_hours * 100
    yield _at_least("N1", "small_group_percent", _rounded(share), block=25)


def _not_another_thing(design: Design) -> Iterator[Finding]:
    """N5: virtual mobility is another thing. N6: so is a meeting or two, or a taster."""
    if design.kind == "online_course":
        yield _needed("N5", "kind", False)
    yield _at_least("N6", "live_sessions", len(design.sessions), block=3)
    if design.kind == "taster":
        yield _needed("N6", "kind", False)


def _tep(design: Design) -> Iterator[Finding]:
    """The template of a transnational exchange project, designed and taught by partners."""
    countries = len({educator.country for educator in design.educators})
    yield _at_least("TEP", "educators", len(design.educators), block=2)
    yield _at_least("TEP", "educator_countries", countries, block=2)
    yield _needed("TEP", "shared_syllabus", design.shared_syllabus)
    yield _at_least("TEP", "shared_outcomes", len(design.outcomes), block=1)
    yield _needed("TEP", "agreement_signed", design.agreement_signed, _agreement_level(design))
    weeks = _calendar_weeks(design)
    yield _at_least("TEP", "weeks_least", weeks, block=4)
    yield _at_most("TEP", "weeks_most", weeks, block=8)
    yield _at_least("TEP", "video_sessions", sum(planned.video for planned in design.sessions), block=3)
    yield _at_least("TEP", "thirds_with_video_session", _thirds_with_video(design), block=3)


def _agreement_level(design: Design) -> Level:
    return "block" if design.moment == "start" else "warn"


# --- figures ------------------------------------------------------------------------------------------------


def _weeks(spans: Iterable[DateSpan]) -> set[tuple[int, int]]:
    """Calendar weeks (ISO, from Monday) that the spans touch."""
    return {day.isocalendar()[:2] for span in spans for day in _days(span)}


def _days(span: DateSpan) -> Iterator[date]:
    for offset in range((span.last - span.first).days + 1):
        yield span.first + timedelta(days=offset)


def _longest_gap(design: Design) -> tuple[int, str, str]:
    """Longest time from one planned interaction to the next, in days that are no holiday, with both ends."""
    holidays = {day for span in design.holidays for day in _days(span)}
    longest, ends, reached = 0, ("", ""), date.min
    for before, after in pairwise(design.interaction):
        reached = max(reached, before.last)
        if after.first <= reached:
            continue
        free = sum(reached < day < after.first for day in holidays)
        gap = (after.first - reached).days - free
        if gap > longest:
            longest, ends = gap, (reached.isoformat(), after.first.isoformat())
    return longest, *ends


def _facilitated_groups(design: Design) -> tuple[int, int]:
    """How many groups have a leader, and how many a leader and a second person."""
    day = design.last_day
    leaders = {person.name for person in design.facilitators if person.may_lead_until(day)}
    helpers = {person.name for person in design.facilitators if person.may_support_until(day)}
    if not design.planned_groups:
        return _groups_from_pool(design, leaders, helpers)
    led = [group for group in design.planned_groups if leaders.intersection(group.facilitators)]
    return len(led), sum(len(helpers.intersection(group.facilitators)) >= 2 for group in led)


def _groups_from_pool(design: Design, leaders: set[str], helpers: set[str]) -> tuple[int, int]:
    """Before matching: as many groups as the people who offered themselves can take, nobody twice in one."""
    leading = [person for person in design.facilitators if person.name in leaders]
    helping = [person for person in design.facilitators if person.name in helpers]
    led = min(design.groups_expected, _places(leading, design.groups_expected))
    doubled = next((n for n in range(led, 0, -1) if _places(helping, n) >= 2 * n), 0)
    return led, doubled


def _places(people: Iterable[Facilitator], groups: int) -> int:
    return sum(min(person.max_groups, groups) for person in people)


def _names_of_unled(design: Design) -> str:
    day = design.last_day
    leaders = {person.name for person in design.facilitators if person.may_lead_until(day)}
    unled = (group.name for group in design.planned_groups if not leaders.intersection(group.facilitators))
    return ", ".join(unled)


def _countries(students_by_country: Mapping[str, int]) -> int:
    return sum(students > 0 for students in students_by_country.values())


def _largest_percent(students_by_country: Mapping[str, int]) -> Decimal:
    total = sum(students_by_country.values())
    return _rounded(Decimal(max(students_by_country.values()) * 100) / total) if total else Decimal(0)


def _calendar_weeks(design: Design) -> int:
    """Calendar weeks from the first planned interaction to the last, both counted."""
    spans = design.interaction
    if not spans:
        return 0
    first, last = spans[0].first, max(span.last for span in spans)
    monday = first - timedelta(days=first.weekday())
    return (last - monday).days // 7 + 1


def _thirds_with_video(design: Design) -> int:
    """How many thirds of the time from the first to the last day hold a video session."""
    spans = design.interaction
    if not spans:
        return 0
    first = design.starts_on or spans[0].first
    last = max(design.ends_on or date.min, *(span.last for span in spans), first)
    length = (last - first).days + 1
    offsets = [(planned.date - first).days for planned in design.sessions if planned.video]
    return len({offset * 3 // length for offset in offsets if offset >= 0})


# --- levels -------------------------------------------------------------------------------------------------


def _rounded(figure: Decimal) -> Decimal:
    """Two decimals: what is compared is what is shown."""
    return figure.quantize(Decimal("0.01"))


type _Number = int | Decimal
type _Params = Mapping[str, Figure] | None


def _at_least(
    criterion: str,
    code: str,
    figure: _Number,
    *,
    block: _Number | None = None,
    warn: _Number | None = None,
    params: _Params = None,
) -> Finding:
    return _graded(criterion, code, figure, block, warn, lambda limit: figure < limit, params)


def _at_most(
    criterion: str,
    code: str,
    figure: _Number,
    *,
    block: _Number | None = None,
    warn: _Number | None = None,
    params: _Params = None,
) -> Finding:
    return _graded(criterion, code, figure, block, warn, lambda limit: figure > limit, params)


def _graded(
    criterion: str,
    code: str,
    figure: _Number,
    block: _Number | None,
    warn: _Number | None,
    misses: Callable[[_Number], bool],
    params: _Params,
) -> Finding:
    """The gravest limit that the figure misses; else ok, beside the strictest limit there is."""
    level: Level = "ok"
    limit = block if warn is None else warn
    if warn is not None and misses(warn):
        level = "warn"
    if block is not None and misses(block):
        level, limit = "block", block
    return Finding(criterion, code, level, figure, 0 if limit is None else limit, params or {})


def _within(criterion: str, code: str, hours: Decimal, params: _Params = None) -> Finding:
    """Hours per credit: 25 to 30 by the ECTS guide, 20 to 35 at the very most."""
    figure = _rounded(hours)
    if not 20 <= figure <= 35:
        return Finding(criterion, code, "block", figure, "20-35", params or {})
    return Finding(criterion, code, "ok" if 25 <= figure <= 30 else "warn", figure, "25-30", params or {})


def _needed(criterion: str, code: str, is_there: bool, otherwise: Level = "block") -> Finding:
    return Finding(criterion, code, "ok" if is_there else otherwise, is_there, True)
