"""One student in one session, minute by minute: every moment of the window has one reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from django.utils.formats import time_format
from django.utils.timezone import localtime

from recognition.evidence import SeatFacts, SessionFacts, Span
from recognition.words import KINDS


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch with one reason. Times are seconds since 1970; kinds as in ``words.KINDS``."""

    start: float
    end: float
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """A part as the table says it: clock times of the reader's zone."""

    start: str
    end: str
    minutes: int
    kind: str
    words: str


def parts_of(facts: SessionFacts, seat: SeatFacts | None) -> list[Part]:
    """The whole window without gaps or overlaps. What counts for nobody comes before presence."""
    if facts.window is None:
        return []
    layers = layers_of(facts, seat)
    edges = {edge for _kind, spans in layers for span in spans for edge in span}
    marks = sorted({*facts.window, *(edge for edge in edges if facts.window[0] < edge < facts.window[1])})
    parts: list[Part] = []
    for start, end in pairwise(marks):
        kind = kind_at((start + end) / 2, layers)
        if parts and parts[-1].kind == kind:
            parts[-1] = Part(parts[-1].start, end, kind)
        else:
            parts.append(Part(start, end, kind))
    return parts


def layers_of(facts: SessionFacts, seat: SeatFacts | None) -> list[tuple[str, list[Span]]]:
    excluded = [(why, [(one.start, one.end) for one in facts.excluded if one.why == why]) for why in ("break", "unled")]
    presence = seat.presence if seat else None
    stayed = [("present", list(presence.intervals)), ("bridged", list(presence.bridges))] if presence else []
    return [*excluded, *stayed]


def kind_at(moment: float, layers: Iterable[tuple[str, list[Span]]]) -> str:
    return next((kind for kind, spans in layers if any(start <= moment < end for start, end in spans)), "gap")


def strip_parts(parts: list[Part]) -> list[dict[str, object]]:
    """For the ``strip`` tag: seconds from the start, with words for whoever points at a part."""
    if not parts:
        return []
    first = parts[0].start
    return [
        {"start": part.start - first, "end": part.end - first, "kind": part.kind, "label": said(part)} for part in parts
    ]


def said(part: Part) -> str:
    row = row_of(part)
    return f"{row.start}–{row.end}: {row.words}"


def rows_of(parts: Iterable[Part]) -> list[Row]:
    return [row_of(part) for part in parts]


def row_of(part: Part) -> Row:
    minutes = round((part.end - part.start) / 60)
    return Row(clock(part.start), clock(part.end), minutes, part.kind, str(KINDS[part.kind]))


def clock(moment: float) -> str:
    """``17:05`` in the reader's zone."""
    return time_format(localtime(datetime.fromtimestamp(moment, tz=UTC)), "H:i")
