"""One student in one session, minute by minute: every moment of the window has one reason."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from recognition.evidence import SeatFacts, SessionFacts, Span
from recognition.words import ACTS, KINDS


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
    """Spans by kind; where two overlap the first one is the reason."""
    assert facts.window is not None
    whys = ("outage", "break", "unled")
    excluded = [(why, [(one.start, one.end) for one in facts.excluded if one.why == why]) for why in whys]
    if seat is None or not seat.presence.intervals:
        return [*excluded, ("outside", list(seat.outside) if seat else []), ("absent", [facts.window])]
    presence = seat.presence
    return [
        *excluded,
        ("present", list(presence.intervals)),
        ("bridged", list(presence.bridges)),
        ("outside", list(seat.outside)),
        ("late", [(facts.window[0], presence.intervals[0][0])]),
        ("left", [(presence.intervals[-1][1], facts.window[1])]),
    ]


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
    """Whole minutes that add up to those of the whole: each part is rounded with what was left of the one before."""
    rows, passed, told = [], 0.0, 0
    for part in parts:
        passed += part.end - part.start
        row = row_of(part)
        rows.append(replace(row, minutes=round(passed / 60) - told))
        told = round(passed / 60)
    return rows


def row_of(part: Part) -> Row:
    minutes = round((part.end - part.start) / 60)
    return Row(clock(part.start), clock(part.end), minutes, part.kind, str(KINDS[part.kind]))


@dataclass(frozen=True, slots=True)
class Moment:
    """Something at one time, in words: a presence check, or a way of taking part."""

    at: float
    clock: str
    words: str


def moments_of(seat: SeatFacts | None, *, with_acts: bool) -> list[Moment]:
    """In the order of time. ``with_acts``: only the person itself is told how it took part."""
    if seat is None:
        return []
    checks = [(one.at, _("presence check: answered") if one.answered else _("presence check: not answered"))
              for one in seat.checks]  # fmt: skip
    acts = [(one.at, str(ACTS[one.kind])) for one in seat.marks] if with_acts else []
    return [Moment(at, clock(at), words) for at, words in sorted([*checks, *acts])]


def clock(moment: float) -> str:
    """``17:05`` in the reader's zone."""
    return time_format(localtime(datetime.fromtimestamp(moment, tz=UTC)), "H:i")
