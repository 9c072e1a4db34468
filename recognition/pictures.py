"""The picture of one student in one session: what counted, each device, breakouts, checks, and taking part.

Geometry only; templates/recognition/timeline.html draws it. Along the page everything is in percent, so that the same
picture fits a phone; down the page in pixels, so that words stay readable. Where one reads from the right, it is
mirrored here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils.timezone import localtime
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from recognition import words
from recognition.evidence import Asked, SeatFacts, Span, clipped
from recognition.timelines import Part, clock, said

LANE_HEIGHT = 40
LABEL_DROP = 12  # from the top of a lane to the foot of its words
BAR_TOP, BAR_HEIGHT = 18, 16
AXIS_HEIGHT = 20
# Steps of the axis: the first that gives at most this many marks, so that times fit beside each other at 320 px.
STEP_MINUTES = (5, 10, 15, 30, 60, 120)
MARKS_MOST = 4
NOT_THERE = ("late", "gap", "left", "absent")
# The times of both ends stand there; a mark nearer to them than this (percent) would lie on them.
END_PERCENT = 16.0


@dataclass(frozen=True, slots=True)
class Bar:
    """``kind`` gives its look; ``text`` is written on it; ``label`` is what a pointer is told."""

    x: str
    width: str
    kind: str
    label: str
    text: str = ""
    middle: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment. ``kind``: answered, missed (checks), act."""

    x: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Lane:
    label: str
    y: int
    bars: tuple[Bar, ...] = ()
    ticks: tuple[Tick, ...] = ()

    @property
    def label_y(self) -> int:
        return self.y + LABEL_DROP

    @property
    def bar_y(self) -> int:
        return self.y + BAR_TOP

    @property
    def middle_y(self) -> int:
        return self.y + BAR_TOP + BAR_HEIGHT // 2

    @property
    def text_y(self) -> int:
        return self.middle_y + 4


@dataclass(frozen=True, slots=True)
class AxisMark:
    x: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    """``kinds``: kinds of time in it with their words, for the legend; ``edge``: where words of a lane begin."""

    lanes: tuple[Lane, ...]
    axis: tuple[AxisMark, ...]
    kinds: tuple[tuple[str, str], ...]
    ticks: tuple[tuple[str, str], ...]
    edge: str
    bar_height: int = BAR_HEIGHT
    axis_y: int = field(default=0)
    height: int = field(default=0)


class Scale:
    """From a time to a place along the page."""

    def __init__(self, window: Span, from_right: bool) -> None:
        self.window, self.from_right = window, from_right

    def percent(self, at: float) -> float:
        start, end = self.window
        return min(100.0, max(0.0, 100 * (at - start) / (end - start)))

    def x(self, at: float) -> str:
        percent = self.percent(at)
        return f"{100 - percent if self.from_right else percent:.2f}%"

    def bar(self, span: Span, kind: str, label: str, text: str = "") -> Bar:
        left, right = self.percent(span[0]), self.percent(span[1])
        begin = 100 - right if self.from_right else left
        middle = f"{begin + (right - left) / 2:.2f}%"
        # Nothing that happened is too short to be seen.
        return Bar(f"{begin:.2f}%", f"{max(right - left, 0.25):.2f}%", kind, label, text, middle)


def picture_of(seat: SeatFacts | None, parts: Sequence[Part], *, with_acts: bool) -> Picture | None:
    """None when there is nothing to draw. ``with_acts``: also when the person took part (never how much it said)."""
    if not parts:
        return None
    window = (parts[0].start, parts[-1].end)
    scale = Scale(window, get_language_bidi())
    rows = [counted(parts, seat, scale), *(rows_of(seat, window, scale, with_acts) if seat else [])]
    lanes = tuple(
        Lane(label, n * LANE_HEIGHT, tuple(bars), tuple(ticks)) for n, (label, bars, ticks) in enumerate(rows)
    )
    axis_y = len(lanes) * LANE_HEIGHT
    return Picture(
        lanes=lanes,
        axis=tuple(axis_of(window, scale)),
        kinds=tuple(legend(part.kind for part in parts)),
        ticks=tuple(tick_words(lanes)),
        edge="100%" if scale.from_right else "0",
        axis_y=axis_y,
        height=axis_y + AXIS_HEIGHT,
    )


def legend(kinds: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Each look once: all ways of not being in the room look the same; the table tells them apart."""
    found = list(dict.fromkeys(kinds))
    missing = [kind for kind in found if kind in NOT_THERE]
    for kind in found:
        if kind not in missing or len(missing) == 1:
            yield kind, str(words.KINDS[kind])
        elif kind == missing[0]:
            yield "gap", _("not in the room, not counted")


type Row = tuple[str, Iterable[Bar], Iterable[Tick]]


def counted(parts: Sequence[Part], seat: SeatFacts | None, scale: Scale) -> Row:
    """What counts, with the words for coming late and leaving early beside its name."""
    told = [flag for flag in ("late", "left_early") if seat and flag in seat.flags]
    label = " · ".join([_("What counts"), *words.flag_words(tuple(told))])
    return label, [scale.bar((part.start, part.end), part.kind, said(part)) for part in parts], []


def rows_of(seat: SeatFacts, window: Span, scale: Scale, with_acts: bool) -> Iterable[Row]:
    yield from devices(seat, window, scale)
    visits = [(one.room, span) for one in seat.visits if (span := clipped((one.since, one.until), window))]
    if visits:
        bars = [scale.bar(span, "breakout", during(span, _("pair %(n)s") % {"n": n}), str(n)) for n, span in visits]
        yield _("Pairs"), bars, []
    away = [span for one in seat.away if (span := clipped(one, window))]
    if away:
        yield _("Said “back in a moment”"), [scale.bar(span, "said_away", during(span, "")) for span in away], []
    if seat.checks:
        yield _("Presence checks"), [], [check_tick(one, scale) for one in seat.checks]
    if with_acts and seat.marks:
        yield _("Took part"), [], [Tick(scale.x(one.at), "act", clock(one.at)) for one in seat.marks]


def devices(seat: SeatFacts, window: Span, scale: Scale) -> Iterable[Row]:
    """A lane for each device, in the order in which they came; numbers, because a device has no name."""
    spans: dict[str, list[Span]] = {}
    for link in sorted(seat.links, key=lambda link: link.since):
        if span := clipped((link.since, link.until), window):
            spans.setdefault(link.device, []).append(span)
    for number, connected in enumerate(spans.values(), start=1):
        bars = [scale.bar(span, "device", during(span, _("connected"))) for span in connected]
        yield _("Device %(n)s") % {"n": number}, bars, []


def check_tick(check: Asked, scale: Scale) -> Tick:
    kind = "answered" if check.answered else "missed"
    return Tick(scale.x((check.at + check.until) / 2), kind, f"{clock(check.at)}: {words.MOMENTS[kind]}")


def tick_words(lanes: Iterable[Lane]) -> Iterable[tuple[str, str]]:
    kinds = dict.fromkeys(tick.kind for lane in lanes for tick in lane.ticks)
    return ((kind, str(words.MOMENTS[kind])) for kind in kinds)


def during(span: Span, text: str) -> str:
    times = f"{clock(span[0])}–{clock(span[1])}"
    return f"{times}: {text}" if text else times


def axis_of(window: Span, scale: Scale) -> Iterable[AxisMark]:
    """The times of both ends, and full steps of the reader's clock between."""
    yield AxisMark(scale.x(window[0]), clock(window[0]), "start")
    for at in steps(window):
        if END_PERCENT <= scale.percent(at) <= 100 - END_PERCENT:
            yield AxisMark(scale.x(at), clock(at), "middle")
    yield AxisMark(scale.x(window[1]), clock(window[1]), "end")


def steps(window: Span) -> list[float]:
    minutes = (window[1] - window[0]) / 60
    step = 60 * next((one for one in STEP_MINUTES if minutes / one <= MARKS_MOST), STEP_MINUTES[-1])
    offset = localtime(datetime.fromtimestamp(window[0], tz=UTC)).utcoffset()
    shift = offset.total_seconds() if offset else 0.0
    first = -(-(window[0] + shift) // step) * step - shift
    return [first + n * step for n in range(int((window[1] - first) // step) + 1)]
