"""Reads an attendance trace (JSON) and writes its report. Format: docs/reference/attendance-trace.md.

The structs below are the format and make the JSON schema. Keys that are not known are not an error, so that a trace
may carry more than we read; at the top they are named in the report, because there a slip of the pen would silently
mean the default.
"""

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from sessions import attendance

# A day of a hundred rooms of eight seats that beat every 5 s is about 150 MB.
MOST_BYTES = 500_000_000

# Seconds since any fixed moment, 1970 for instance; beyond this a float no longer tells microseconds.
Time = Annotated[float, Meta(ge=-1e10, le=1e10)]
Length = Annotated[float, Meta(ge=0, le=1e7)]

LEAST_WINDOW_SECONDS = 0.001

_NEEDED = {
    "connect": ("person", "connection"),
    "beat": ("person", "connection"),
    "disconnect": ("person", "connection"),
    "move": ("person", "connection"),
    "checkpoint": ("person",),
    "crash": ("process",),
}


class TraceRefused(Exception):
    """The file cannot be read as a trace: ``code``, the ``key`` it is about, and a sentence."""

    def __init__(self, code: str, key: str, text: str) -> None:
        super().__init__(f"{key}: {text}" if key else text)
        self.code, self.key, self.text = code, key, text


class Window(Struct):
    start: Time
    end: Time


class Event(Struct):
    t: Time
    kind: attendance.Kind
    person: str | None = None
    connection: str | None = None
    process: str | None = None
    room: str | None = None
    answered: bool | None = None


class TraceFile(Struct):
    window: Window
    events: list[Event]
    silence_seconds: Length = attendance.SILENCE_SECONDS
    bridge_seconds: Length = attendance.BRIDGE_SECONDS
    outages: list[tuple[Time, Time]] = []


@dataclass(frozen=True, slots=True)
class Trace:
    """A read trace; ``ignored`` are the keys at its top that were not known."""

    window: attendance.Seconds
    events: tuple[attendance.TraceEvent, ...]
    silence_seconds: float
    bridge_seconds: float
    outages: tuple[attendance.Seconds, ...]
    ignored: tuple[str, ...] = ()


def read(content: bytes) -> Trace:
    """The trace in a JSON file. Raises ``TraceRefused``."""
    if len(content) > MOST_BYTES:
        raise TraceRefused("file_too_large", "", f"the file is larger than {MOST_BYTES} bytes")
    raw = _parse(content)
    try:
        found = msgspec.convert(raw, TraceFile)
    except msgspec.ValidationError as error:
        raise _refused(str(error)) from None
    _check(found)
    return Trace(
        window=(found.window.start, found.window.end),
        events=tuple(map(_event, found.events)),
        silence_seconds=found.silence_seconds,
        bridge_seconds=found.bridge_seconds,
        outages=tuple(found.outages),
        ignored=tuple(sorted(set(raw) - set(TraceFile.__struct_fields__))),
    )


def report(trace: Trace) -> dict[str, object]:
    """The report of a trace, ready for JSON."""
    found = attendance.attendance(
        trace.events,
        trace.window,
        silence_seconds=trace.silence_seconds,
        bridge_seconds=trace.bridge_seconds,
        outages=trace.outages,
    )
    whole = attendance.present((), trace.window, outages=trace.outages).countable_seconds
    made: dict[str, object] = {"countable_minutes": round(whole / 60, 1)}
    if trace.ignored:
        made["ignored_keys"] = list(trace.ignored)
    return {**made, "people": {person: _person(one) for person, one in found.items()}}


def schema() -> dict[str, Any]:
    """JSON schema (2020-12) of the trace."""
    made = msgspec.json.schema(TraceFile)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Attendance trace", **made}


def _parse(content: bytes) -> dict[str, Any]:
    try:
        raw = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise TraceRefused("not_json", "", f"the file is not JSON in UTF-8: {error}") from None
    except RecursionError:
        raise TraceRefused("not_json", "", "the file is nested too deeply for a trace") from None
    if not isinstance(raw, dict):
        raise TraceRefused("not_an_object", "", "expected an object with window and events")
    return raw


def _refused(message: str) -> TraceRefused:
    text, _, place = message.partition(" - at `")
    if "Invalid enum value" in text:
        text += ", expected one of: " + ", ".join(_NEEDED)
    text = text.replace("Object missing required field", "a key is missing:")
    return TraceRefused("wrong_value", place.rstrip("`").lstrip("$.") or "(top)", text[:1].lower() + text[1:])


def _check(found: TraceFile) -> None:
    """What the types cannot say: spans the right way round, and what each kind of event needs."""
    if found.window.end - found.window.start < LEAST_WINDOW_SECONDS:
        raise TraceRefused("wrong_span", "window", "expected an end after the start, by a millisecond or more")
    for i, (start, end) in enumerate(found.outages):
        if end < start:
            raise TraceRefused("wrong_span", f"outages[{i}]", "expected [start, end] with the end not before the start")
    for i, event in enumerate(found.events):
        for key in _NEEDED[event.kind]:
            if not getattr(event, key):
                raise TraceRefused("missing", f"events[{i}].{key}", f"a {event.kind} needs a {key}")


def _event(found: Event) -> attendance.TraceEvent:
    return attendance.TraceEvent(
        t=found.t,
        kind=found.kind,
        person=found.person or "",
        connection=found.connection or "",
        process=found.process or "",
        room=found.room or "",
        answered=bool(found.answered),
    )


def _person(found: attendance.PersonAttendance) -> dict[str, object]:
    presence = found.presence
    return {
        "seconds": _rounded(presence.seconds),
        "minutes": round(presence.seconds / 60, 1),
        "bridged_minutes": round(presence.bridged_seconds / 60, 1),
        "intervals": _pairs(presence.intervals),
        "bridges": _pairs(presence.bridges),
        "connections": [
            {"connection": one.connection, "start": one.start, "end": one.end, "ended_by": one.ended_by}
            for one in found.connections
        ],
        "rooms": list(found.rooms),
        "checkpoints": {"asked": found.checkpoints.asked, "answered": found.checkpoints.answered},
        "flags": list(found.flags),
    }


def _pairs(spans: tuple[attendance.Seconds, ...]) -> list[list[float]]:
    return [[_rounded(start), _rounded(end)] for start, end in spans]


def _rounded(seconds: float) -> float:
    """Milliseconds: finer than any beat."""
    return round(seconds, 3)
