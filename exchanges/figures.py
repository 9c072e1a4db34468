"""The figures of an exchange as it was designed: plain values for ``definition.check``.

Whoever has the figures (the pages, from the database; ``design_file``, from a file) fills a ``Design``.
Dates are local calendar days; durations carry their unit in the name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["tep", "connect", "coil", "course", "taster", "online_course"]
Moment = Literal["publish", "start"]
Mode = Literal["plenary", "round", "pairs", "free", "silent"]

# Levels that may lead a group; "educator" is a teacher whose training in virtual
# exchange is on file (criterion C6).
LEADING_LEVELS = frozenset({"F2", "F3", "educator"})
SUPPORTING_LEVELS = LEADING_LEVELS | {"F1"}


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One planned live meeting of every group."""

    date: date
    minutes: int
    small_group: bool = True  # False: a plenary of all groups, such as a shared lecture
    audio: bool = True  # live two-way audio for everybody
    video: bool = True  # offered, never required
    tags: frozenset[str] = frozenset()  # of its plan, such as "identity" or "closing_reflection"
    mode_minutes: Mapping[Mode, int] = field(default_factory=dict)
    external_tool: str = ""  # empty: our own room


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Whole days, both ends included: group work between the sessions, or a holiday."""

    first: date
    last: date
    title: str = ""


@dataclass(frozen=True, slots=True)
class GroupRule:
    """How groups are meant to be; ``max_per_class`` None means no limit was set."""

    persistent: bool = True
    size_min: int = 4
    size_max: int = 10
    target_min: int = 6
    target_max: int = 8
    max_per_class: int | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """An institution that takes part, with the students it sends."""

    name: str
    country: str  # ISO 3166 code, such as NL
    students: int
    classes: int = 1
    hours_per_credit: Decimal | None = None
    recognition_route: str = ""  # how the result is recognised at home; empty: not known


@dataclass(frozen=True, slots=True)
class Educator:
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Facilitator:
    """Who may lead groups; ``valid_until`` None means that the qualification does not expire."""

    name: str
    level: str  # F0, F1, F2, F3 or "educator"
    valid_until: date | None = None
    max_groups: int = 1
    examiner: bool = False  # also marks the students of the group

    def may_lead_until(self, day: date | None) -> bool:
        return self.level in LEADING_LEVELS and self._is_valid_until(day)

    def may_support_until(self, day: date | None) -> bool:
        return self.level in SUPPORTING_LEVELS and self._is_valid_until(day)

    def _is_valid_until(self, day: date | None) -> bool:
        return self.valid_until is None or day is None or day <= self.valid_until


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """A proposed group; before matching there are none and the pool of facilitators is checked instead."""

    name: str
    facilitators: tuple[str, ...] = ()
    members_by_country: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkloadItem:
    kind: str  # live, preparation, asynchronous, reflection, assignment, exam
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Design:
    """Everything ``definition.check`` looks at. A figure that is left out counts as not there."""

    kind: Kind
    moment: Moment = "publish"
    starts_on: date | None = None
    ends_on: date | None = None
    sessions: tuple[PlannedSession, ...] = ()
    group_work: tuple[DateSpan, ...] = ()
    holidays: tuple[DateSpan, ...] = ()
    groups: GroupRule = GroupRule()
    partners: tuple[Partner, ...] = ()
    educators: tuple[Educator, ...] = ()
    facilitators: tuple[Facilitator, ...] = ()
    planned_groups: tuple[PlannedGroup, ...] = ()
    outcomes: tuple[str, ...] = ()
    workload: tuple[WorkloadItem, ...] = ()
    credits: Decimal = Decimal(0)
    recorded_hours: Decimal = Decimal(0)  # recorded teaching to be watched, as in a MOOC
    code_of_conduct: bool = False
    shared_syllabus: bool = False
    agreement_signed: bool = False

    @property
    def interaction(self) -> tuple[DateSpan, ...]:
        """Planned group interaction, sessions and group work, in order of time."""
        sessions = (DateSpan(planned.date, planned.date) for planned in self.sessions)
        return tuple(sorted((*sessions, *self.group_work), key=lambda span: (span.first, span.last)))

    @property
    def last_day(self) -> date | None:
        """The end that was set, or the last day of planned interaction."""
        return self.ends_on or max((span.last for span in self.interaction), default=None)

    @property
    def live_hours(self) -> Decimal:
        return Decimal(sum(planned.minutes for planned in self.sessions)) / 60

    @property
    def students(self) -> int:
        return sum(partner.students for partner in self.partners)

    @property
    def groups_expected(self) -> int:
        """Proposed groups; before matching, as many as the students need at the largest target size."""
        if self.planned_groups:
            return len(self.planned_groups)
        return -(-self.students // max(1, self.groups.target_max))
