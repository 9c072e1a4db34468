"""Reads an exchange file (YAML) into a ``Design``. Format: docs/reference/exchange-file.md and its JSON schema.

The structs below are the format: the schema is made from them, and a wrong file is refused with the place of the
key and what is expected there.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, get_args

import msgspec
import yaml
from msgspec import Meta, Struct

from exchanges import figures

# A whole exchange is a few KiB; more is the wrong file.
MOST_BYTES = 1_000_000

Name = Annotated[str, Meta(min_length=1, max_length=300)]
Country = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166 code, such as NL")]
Count = Annotated[int, Meta(ge=0, le=100_000)]
Size = Annotated[int, Meta(ge=1, le=1000)]
Minutes = Annotated[int, Meta(ge=1, le=1440)]
Hours = Annotated[Decimal, Meta(description="hours, 0 to 10000; a number, such as 1.5")]
Tag = Annotated[str, Meta(min_length=1, max_length=60)]


class FileRefused(Exception):
    """The file cannot be read as an exchange: ``code``, the ``key`` it is about, and a sentence."""

    def __init__(self, code: str, key: str, text: str) -> None:
        super().__init__(f"{key}: {text}" if key else text)
        self.code, self.key, self.text = code, key, text


class Strict(Struct, forbid_unknown_fields=True, kw_only=True):
    pass


class Span(Strict):
    first: date
    last: date
    title: str = ""


class Session(Strict):
    date: date
    minutes: Minutes
    small_group: bool = True
    audio: bool = True
    video: bool = True
    tags: list[Tag] = []
    mode_minutes: dict[figures.Mode, Count] = {}
    external_tool: str = ""


class Groups(Strict):
    persistent: bool = True
    size_min: Size = 4
    size_max: Size = 10
    target_min: Size = 6
    target_max: Size = 8
    max_per_class: Size | None = None


class Partner(Strict):
    name: Name
    country: Country
    students: Count
    classes: Size = 1
    hours_per_credit: Hours | None = None
    recognition_route: str = ""


class Educator(Strict):
    name: Name
    country: Country


class Facilitator(Strict):
    name: Name
    level: Annotated[str, Meta(pattern="^(F0|F1|F2|F3|educator)$", description="F0, F1, F2, F3 or educator")]
    valid_until: date | None = None
    max_groups: Count = 1
    examiner: bool = False


class PlannedGroup(Strict):
    name: Name
    facilitators: list[Name] = []
    members_by_country: dict[Country, Count] = {}


class Workload(Strict):
    kind: Name
    hours: Hours


class ExchangeFile(Strict):
    kind: figures.Kind
    title: str = ""
    moment: figures.Moment = "publish"
    starts_on: date | None = None
    ends_on: date | None = None
    sessions: list[Session] = []
    group_work: list[Span] = []
    holidays: list[Span] = []
    groups: Groups = msgspec.field(default_factory=Groups)
    partners: list[Partner] = []
    educators: list[Educator] = []
    facilitators: list[Facilitator] = []
    planned_groups: list[PlannedGroup] = []
    outcomes: list[Name] = []
    workload: list[Workload] = []
    credits: Hours = Decimal(0)
    recorded_hours: Hours = Decimal(0)
    code_of_conduct: bool = False
    shared_syllabus: bool = False
    agreement_signed: bool = False
    accepted_remarks: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class DesignFile:
    """A read file: the design, and the reasons written to remarks (``Finding.key`` to text)."""

    design: figures.Design
    accepted_remarks: dict[str, str]


def read(content: bytes) -> DesignFile:
    """The design in a YAML file. Raises ``FileRefused``; reads no other file and runs no code of the file."""
    try:
        found = msgspec.convert(_parse(content), ExchangeFile)
    except msgspec.ValidationError as error:
        raise _refused(str(error)) from None
    _check_together(found)
    return DesignFile(design=_to_design(found), accepted_remarks=dict(found.accepted_remarks))


def schema() -> dict[str, Any]:
    """JSON schema (2020-12) of the file."""
    made = msgspec.json.schema(ExchangeFile)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Exchange, as designed"}
    return {**head, **_hours_as_numbers(made)}


def _hours_as_numbers(part: Any) -> Any:
    """msgspec describes a Decimal as text; in a file it is a plain number."""
    if isinstance(part, list):
        return [_hours_as_numbers(item) for item in part]
    if not isinstance(part, dict):
        return part
    if part.get("format") != "decimal":
        return {key: _hours_as_numbers(value) for key, value in part.items()}
    kept = {key: value for key, value in part.items() if key not in ("format", "type", "default")}
    return {**kept, "type": "number", "minimum": 0, "maximum": 10_000}


def _parse(content: bytes) -> object:
    if len(content) > MOST_BYTES:
        raise FileRefused("file_too_large", "", f"the file is larger than {MOST_BYTES} bytes: not an exchange file")
    try:
        found = yaml.load(content.decode("utf-8-sig"), Loader=_UniqueKeys)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError:
        raise FileRefused("not_text", "", "the file is not UTF-8 text: expected a YAML file") from None
    except (yaml.YAMLError, ValueError) as error:
        raise FileRefused("not_yaml", "", f"the file is not valid YAML: {_one_line(error)}") from None
    except RecursionError:
        raise FileRefused("not_yaml", "", "the file is nested too deeply for an exchange file") from None
    if not isinstance(found, dict):
        raise FileRefused("not_a_mapping", "", "expected keys such as kind, sessions and partners at the top")
    return found


class _UniqueKeys(yaml.SafeLoader):
    """A key that stands twice would silently win over the first: refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                # Merges of merges can grow a small file without bound.
                raise FileRefused("not_yaml", key.value, "merge keys are not read here: write the keys out")
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                place = f"line {key.start_mark.line + 1}"
                raise FileRefused("key_twice", key.value, f"stands twice in the same place ({place})")
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else "")
        return super().construct_mapping(node, deep=deep)


def _plain_booleans() -> dict[str, list[tuple[str, Any]]]:
    """Only true and false are booleans, as in YAML 1.2: ``country: NO`` is Norway."""
    resolvers = {first: list(pairs) for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()}
    for first in "yYnNoO":
        resolvers[first] = [pair for pair in resolvers.get(first, []) if not pair[0].endswith(":bool")]
    return resolvers


_UniqueKeys.yaml_implicit_resolvers = _plain_booleans()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _refused(message: str) -> FileRefused:
    """``Expected `int`, got `str` - at `$.sessions[0].minutes``` becomes key and sentence."""
    text, _, place = message.partition(" - at `")
    key = place.replace("key` in `", "").replace("`", "").lstrip("$.") or "(top)"
    for found, better in _PLAINER.items():
        text = text.replace(found, better)
    if "Invalid enum value" in text:
        text += ", expected one of: " + ", ".join(_CHOICES.get(key.rpartition(".")[2], ()))
    return FileRefused("wrong_value", key, text[:1].lower() + text[1:])


_PLAINER = {
    "Object contains unknown field": "this key is not known here:",
    "Object missing required field": "a key is missing:",
    "Invalid RFC3339 encoded date": "expected a date such as 2026-11-04",
    "Expected `decimal`": "expected a number of hours",
}
_CHOICES = {
    "kind": get_args(figures.Kind),
    "moment": get_args(figures.Moment),
    "mode_minutes": get_args(figures.Mode),
}


def _check_together(found: ExchangeFile) -> None:
    """What the types cannot say: hours in range, spans the right way round, groups that name known people."""
    for key, hours in _hours(found):
        if not (hours.is_finite() and 0 <= hours <= 10_000):
            raise FileRefused("out_of_range", key, "expected a number of hours from 0 to 10000")
    for key, span, most_days in _spans(found):
        if not 0 <= (span.last - span.first).days < most_days:
            text = f"expected last on or after first, and at most {most_days} days in one line"
            raise FileRefused("wrong_span", key, text)
    rule = found.groups
    if not rule.size_min <= rule.target_min <= rule.target_max <= rule.size_max:
        raise FileRefused("wrong_sizes", "groups", "expected size_min <= target_min <= target_max <= size_max")
    if found.starts_on and found.ends_on and found.ends_on < found.starts_on:
        raise FileRefused("wrong_span", "ends_on", "expected a day on or after starts_on")
    _check_names(found)


def _hours(found: ExchangeFile) -> list[tuple[str, Decimal]]:
    given = [("credits", found.credits), ("recorded_hours", found.recorded_hours)]
    given += [(f"workload[{i}].hours", item.hours) for i, item in enumerate(found.workload)]
    for i, partner in enumerate(found.partners):
        if partner.hours_per_credit is not None:
            given.append((f"partners[{i}].hours_per_credit", partner.hours_per_credit))
    return given


def _spans(found: ExchangeFile) -> list[tuple[str, Span, int]]:
    """Group work is planned a week at a time, so that one long line cannot stand for regular work."""
    work = [(f"group_work[{i}]", span, 7) for i, span in enumerate(found.group_work)]
    return work + [(f"holidays[{i}]", span, 366) for i, span in enumerate(found.holidays)]


def _check_names(found: ExchangeFile) -> None:
    names = [person.name for person in found.facilitators]
    for name in names:
        if names.count(name) > 1:
            raise FileRefused("name_twice", "facilitators", f"expected different names, {name!r} stands twice")
    for i, group in enumerate(found.planned_groups):
        for name in group.facilitators:
            if name not in names:
                text = f"{name!r} is not among the names of facilitators"
                raise FileRefused("unknown_name", f"planned_groups[{i}].facilitators", text)


def _to_design(found: ExchangeFile) -> figures.Design:
    plain = msgspec.structs.asdict(found)
    for key in ("title", "accepted_remarks"):
        del plain[key]
    made = {key: tuple(map(_to_value, value)) for key, value in plain.items() if isinstance(value, list)}
    return figures.Design(**{**plain, **made, "groups": _to_value(found.groups)})


_VALUES: dict[type[Strict], Any] = {
    Span: figures.DateSpan,
    Session: figures.PlannedSession,
    Groups: figures.GroupRule,
    Partner: figures.Partner,
    Educator: figures.Educator,
    Facilitator: figures.Facilitator,
    PlannedGroup: figures.PlannedGroup,
    Workload: figures.WorkloadItem,
}


def _to_value(part: Any) -> Any:
    """A struct of the file as the value of the same fields; lists become tuples, tags a set."""
    if type(part) not in _VALUES:
        return part
    plain = msgspec.structs.asdict(part)
    lists = {key: tuple(value) for key, value in plain.items() if isinstance(value, list)}
    if isinstance(part, Session):
        lists["tags"] = frozenset(part.tags)  # type: ignore[assignment]
    return _VALUES[type(part)](**{**plain, **lists})
