"""Plain values that go into and come out of the matcher. Nothing here computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

ENGINE_VERSION = "5"
"""Raised when the same people, rules, seed and steps would give other groups than before."""
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "N")
"""CEFR levels, least first; ``N`` is a native speaker."""

COMPONENTS = ("mix", "isolates", "balance", "dropout", "topic", "size", "slack")
"""The parts of J, in the order of reports."""
MIX_ATTRIBUTES = ("country", "institution", "first_language", "discipline")
"""What ``mix`` looks at."""


class Wish(Enum):
    """What the caller of a search wants: search on, stop and answer with the best so far, or stop and forget it."""

    GO_ON = "go on"
    KEEP = "keep"
    DROP = "drop"


Progress = Callable[[float, str], bool | Wish]
"""Told the share done (0 to 1) and a sentence; answers a wish. True stands for GO_ON, False for DROP."""
Better = Callable[[float], None]
"""Told J each time a better complete answer was found."""


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """A span in the local wall time of one week: minutes since Monday 00:00, end not included."""

    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class Student:
    """One person to place. ``work_languages`` maps a language to a level of ``LEVELS``.

    ``gender`` is "f", "m", "x" or "" (not told); only f and m are ever counted, nothing is inferred.
    ``dropout_risk`` is a probability, used for the spread over groups and never shown for a person.
    """

    id: str
    institution: str
    country: str
    tz: str
    first_languages: tuple[str, ...]
    work_languages: Mapping[str, str]
    discipline: str
    gender: str
    availability: tuple[Hours, ...]
    experience: float = 0.0
    topics: tuple[str, ...] = ()
    access_needs: tuple[str, ...] = ()
    dropout_risk: float = 0.0


@dataclass(frozen=True, slots=True)
class Facilitator:
    """One person who can lead up to ``max_groups`` groups a week in their own local hours."""

    id: str
    institution: str
    country: str
    tz: str
    languages: Mapping[str, str]
    availability: tuple[Hours, ...]
    max_groups: int = 1
    access_skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Constraints:
    """The rules of one matching. ``session_weeks`` are Mondays; a slot must hold in every one of them.

    ``slot_anchor`` is the zone in which a slot keeps its wall time ("UTC" unless an institution's zone).
    ``access_hard`` lists the needs that a facilitator must have a skill for.
    """

    size_min: int
    size_max: int
    target_min: int
    target_max: int
    session_minutes: int
    min_institutions: int
    min_countries: int
    working_languages: Mapping[str, str]
    facilitator_min_level: str
    session_weeks: tuple[date, ...]
    start_grid_minutes: int = 30
    facilitator_gap_minutes: int = 30
    access_hard: tuple[str, ...] = ()
    slot_anchor: str = "UTC"
    keep_together: tuple[tuple[str, str], ...] = ()
    keep_apart: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """What matters how much: shares of J (they add up to 1), and below them the shares inside ``mix``.

    The defaults are those of the design. Raises ValueError for a negative share or when one of the sums is not 1.
    """

    mix: float = 0.30
    isolates: float = 0.20
    balance: float = 0.25
    dropout: float = 0.10
    topic: float = 0.05
    size: float = 0.05
    slack: float = 0.05
    mix_country: float = 0.4
    mix_institution: float = 0.2
    mix_first_language: float = 0.2
    mix_discipline: float = 0.2

    def __post_init__(self) -> None:
        for shares in (self.components(), self.mix_shares()):
            if min(shares.values()) < 0 or abs(sum(shares.values()) - 1) > 1e-6:
                raise ValueError(f"shares must not be negative and add up to 1: {shares}")

    def components(self) -> dict[str, float]:
        """The share of each component of J."""
        return {name: getattr(self, name) for name in COMPONENTS}

    def mix_shares(self) -> dict[str, float]:
        """The share of each attribute inside ``mix``."""
        return {name: getattr(self, f"mix_{name}") for name in MIX_ATTRIBUTES}


@dataclass(frozen=True, slots=True)
class FormedGroup:
    """A group with its session: ``slot`` is weekday and time in the anchor zone, such as "Mon 16:30"."""

    id: str
    members: tuple[str, ...]
    slot: str
    facilitator_id: str
    language: str


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing that would help; ``who`` are the people it is asked of, ``students`` how many it places.

    ``kind`` with what ``amount`` counts: facilitator (groups led), facilitator_hours and student_hours (minutes),
    facilitator_groups (groups), facilitator_skill (people), student_level (students), unlink_together and unlink_apart
    (wishes, ``who`` are the pairs one after another), add_students, leave_out, size_min and size_max (the new figure),
    add_kinds (countries or institutions, see ``detail``).
    ``slot`` is a span in the anchor zone such as "Tue 18:00-21:30". ``instead``: in place of those named before it,
    otherwise beside them. ``proven``: with all mends of all reasons, everybody was seated.
    """

    kind: str
    amount: int
    students: int = 0
    slot: str = ""
    language: str = ""
    who: tuple[str, ...] = ()
    detail: str = ""
    instead: bool = False
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a student or a whole cohort cannot be placed, and what would change it.

    ``text`` is all of it in English: ``cause`` and then ``mend`` in words.
    """

    code: str
    text: str
    students: tuple[str, ...] = ()
    facilitators: tuple[str, ...] = ()
    cause: str = ""
    mend: tuple[Mend, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. ``components`` are 1 at their bound, 0 at random (see docs/reference/group-files.md).

    ``total`` is J, 0 to 100. ``steps`` repeats this very answer when passed back as ``steps``.
    """

    groups: int
    hard: int
    total: float
    components: Mapping[str, float]
    bounds: Mapping[str, float]
    explain: Mapping[str, str]
    seconds: float
    steps: int
    seed: int
    moved: tuple[str, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Either groups that break no hard rule with a report, or at most three reasons (most upstream first).

    ``unplaced`` is only filled when the caller allowed it. ``cancelled`` says that ``progress`` answered False;
    then there are neither groups nor reasons.
    """

    feasible: bool
    groups: tuple[FormedGroup, ...] = ()
    report: Report | None = None
    reasons: tuple[Reason, ...] = ()
    unplaced: tuple[Reason, ...] = ()
    cancelled: bool = False
