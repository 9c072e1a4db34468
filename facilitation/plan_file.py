"""A session plan as a YAML file: read, checked, and turned into the value that ``Plan.body`` stores.

Pure. The format is described in docs/reference/plan-file.md. A wrong file raises ``PlanFileInvalid`` with the
place in the file and a sentence; unknown keys are refused, so that a typing error never drops a field in silence.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
import yaml
from django.utils.translation import gettext as _
from msgspec import Meta, Struct

from facilitation.errors import PlanFileInvalid

# A plan must survive 30 lost minutes of a two-hour session.
SHORTEST_MOST_MINUTES = 90
# Every round leaves this much beside the turns themselves.
ROUND_SPARE_SECONDS = 60

Identifier = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Words = Annotated[str, Meta(min_length=1, max_length=2000)]
Minutes = Annotated[int, Meta(ge=1, le=240)]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]
Seats = Annotated[int, Meta(ge=1, le=12)]


class Record(Struct, forbid_unknown_fields=True, omit_defaults=True):
    pass


class GroupSize(Record):
    min: Seats
    ideal: Seats
    max: Seats


class Before(Record):
    students: list[Words] = []
    facilitators: list[Words] = []


class Requires(Record):
    sessions_held_before: Annotated[int, Meta(ge=0, le=50)] = 0
    facilitator_level: Literal["trainee", "qualified", "senior"] = "qualified"
    co_facilitation: bool = False
    coordinator_reachable: bool = False


class Queue(Record):
    order: Literal["circle", "first_time_first", "hands", "list", "fewest_turns", "none"]
    turn_seconds: Annotated[int, Meta(ge=10, le=900)] | None = None
    passing: bool = msgspec.field(name="pass", default=True)


class Breakout(Record):
    size: Annotated[int, Meta(ge=2, le=6)]
    cross: Identifier = "country"
    avoid_repeat: bool = True


class InOtherWords(Record):
    """A phase in another language; nothing is left out, so that nobody is shown two languages at once."""

    title: Words
    prompt: Words
    plain: Words


class Phase(Record):
    id: Identifier
    title: Words
    minutes: Minutes
    min_minutes: Minutes
    mode: Literal["plenary", "round", "pairs", "free", "silent"]
    queue: Queue
    chat: Literal["open", "to_facilitators", "closed"]
    prompt: Words
    plain: Words
    notes: list[Words]
    watch: list[Identifier]
    kind: Literal["content", "break"] = "content"
    breakout: Breakout | None = None
    if_small: str = ""
    translations: dict[Language, InOtherWords] = {}


class PlanFile(Record):
    schema: Literal[1]
    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,49}$")]
    stage: Literal["opening", "middle", "difficult", "closing"]
    title: Words
    duration_minutes: Annotated[int, Meta(ge=15, le=240)]
    group: GroupSize
    facilitators: Annotated[int, Meta(ge=1, le=3)]
    language_level: Literal["A1", "A2", "B1", "B2", "C1", "C2"]
    outcomes: Annotated[list[Words], Meta(min_length=1)]
    phases: Annotated[list[Phase], Meta(min_length=1, max_length=30)]
    before: Before = msgspec.field(default_factory=Before)
    requires: Requires = msgspec.field(default_factory=Requires)
    language: Language = "en"
    debrief: list[Words] = []
    contingency: dict[str, Words] = {}


def read_plan(source: bytes, file_name: str = "plan.yaml") -> PlanFile:
    """The checked plan of a file; raises ``PlanFileInvalid`` for the first thing that is wrong."""
    try:
        plan = msgspec.convert(yaml.safe_load(source), PlanFile)
    except yaml.YAMLError as error:
        raise PlanFileInvalid(file=file_name, where=place(error), why=_("this is not YAML.")) from error
    except msgspec.ValidationError as error:
        why, where = split_message(str(error))
        raise PlanFileInvalid(file=file_name, where=where, why=why) from error
    for where, why in faults(plan):
        raise PlanFileInvalid(file=file_name, where=where, why=why)
    return plan


def body_of(plan: PlanFile) -> dict[str, Any]:
    """Plain values for ``Plan.body``: the file with its defaults left out, the same for the same plan."""
    body: dict[str, Any] = msgspec.to_builtins(plan)
    return body


def faults(plan: PlanFile) -> Iterator[tuple[str, str]]:
    """Place and sentence of every rule across fields that the plan breaks."""
    planned = sum(phase.minutes for phase in plan.phases)
    if planned != plan.duration_minutes:
        yield "duration_minutes", _("the phases add up to %(sum)d minutes.") % {"sum": planned}
    shortest = sum(phase.min_minutes for phase in plan.phases)
    if shortest > SHORTEST_MOST_MINUTES:
        yield "phases", _("the shortest lengths add up to %(sum)d minutes; 90 is the most.") % {"sum": shortest}
    if not plan.group.min <= plan.group.ideal <= plan.group.max:
        yield "group", _("min, ideal and max must grow in this order.")
    seen: set[str] = set()
    for number, phase in enumerate(plan.phases):
        where = f"phases[{number}]"
        if phase.id in seen:
            yield f"{where}.id", _("this name is used twice.")
        seen.add(phase.id)
        if plan.language in phase.translations:
            yield f"{where}.translations", _("the plan itself is in this language.")
        yield from phase_faults(where, phase, plan.group.max)


def phase_faults(where: str, phase: Phase, people: int) -> Iterator[tuple[str, str]]:
    turn_seconds = phase.queue.turn_seconds
    if phase.min_minutes > phase.minutes:
        yield f"{where}.min_minutes", _("the shortest length is longer than the phase.")
    if phase.queue.order != "none" and turn_seconds is None:
        yield f"{where}.queue", _("a queue needs turn_seconds.")
    if (phase.mode == "pairs") != (phase.breakout is not None):
        yield f"{where}.breakout", _("pairs need it and no other mode may have it.")
    if phase.mode == "round" and turn_seconds is not None:
        needed_seconds = turn_seconds * people + ROUND_SPARE_SECONDS
        if needed_seconds > phase.minutes * 60:
            yield (
                f"{where}.minutes",
                _("a round of %(people)d people needs %(seconds)d seconds.")
                % {"people": people, "seconds": needed_seconds},
            )


def place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return _("line %(line)d") % {"line": mark.line + 1} if mark else _("the start")


def split_message(message: str) -> tuple[str, str]:
    """msgspec says "Expected `int`, got `str` - at `$.phases[0].minutes`": (sentence, place)."""
    found = re.fullmatch(r"(?P<why>.*?)(?: - at `\$\.?(?P<where>.*)`)?", message)
    why, where = (found["why"], found["where"]) if found else (message, None)
    return f"{why}.", where or _("the start")
