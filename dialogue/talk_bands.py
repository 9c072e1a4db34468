"""What may be said of talk time: bands, never seconds or ranks, and only where chance alone does not explain them.

Thresholds: a quarter off the even share is the least that is said; 2.5 times is "much". Groups of equal speakers look
unequal early: with turns of about 45 s whose length varies (variation squared 0.9), somebody's share of ``T`` seconds
strays from an even share ``e`` by sqrt(45 * 1.9 / (e * T)) of it. Within that nothing is said of anybody.
"""

from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

from dialogue.talk import SLOT_SECONDS

# Nothing before this; nothing about groups so small that one figure gives away another.
QUIET_SECONDS = 300.0
MEASURED_LEAST = 4
TURN_SECONDS = 45.0
TURN_VARIATION = 0.9
ABOUT_EVEN = 0.25
MUCH_LESS, MUCH_MORE = 0.4, 2.5
# Less of the time with sound than this, and the figure is unknown; shorter microphones say nothing of coverage.
COVERAGE_LEAST = 0.5
UNMUTED_LEAST_SECONDS = 30.0
# So much of the talk, and two seconds at least, in which a witness stood apart. Honest pages differ in up to 4 %.
APART_SHARE = 0.1
APART_LEAST_SECONDS = 2.0

# Upper ends of a share of all talk, for the own mirror; codes are worded in sessions/talk/words.py.
PORTIONS = (
    (0.01, "hardly"), (0.075, "twentieth"), (0.15, "tenth"), (0.225, "fifth"), (0.29, "quarter"), (0.41, "third"),
    (0.58, "half"), (1.01, "most"),
)  # fmt: skip


class Measured(NamedTuple):
    """Of one seat, in slots of 100 ms: talk; microphone on with any witness, with one only, with witnesses apart;
    microphone on; inside."""

    talk: int
    covered: int
    single: int
    disputed: int
    unmuted: int
    inside: int

    @property
    def coverage(self) -> float:
        """Share of the time with the microphone on for which somebody's sound was there; 1 for who hardly had it on."""
        if self.unmuted * SLOT_SECONDS < UNMUTED_LEAST_SECONDS:
            return 1.0
        return min(1.0, self.covered / self.unmuted)

    @property
    def is_known(self) -> bool:
        return self.coverage >= COVERAGE_LEAST


def certainty(figure: Measured) -> str:
    """low (too little sound), apart (witnesses say different things), single (one witness mostly), several."""
    if not figure.is_known:
        return "low"
    if figure.disputed >= max(APART_LEAST_SECONDS / SLOT_SECONDS, APART_SHARE * figure.talk):
        return "apart"
    return "single" if figure.single * 2 > figure.covered else "several"


def bands(students: Mapping[int, Measured | None], live_seconds: float) -> dict[int, str]:
    """Seat -> much_less, less, even, more, much_more, or unknown. Empty where nothing may be said yet.

    None: nothing is known of this seat. The even share of somebody is that of the time they were there.
    """
    known = {seat: one for seat, one in students.items() if one is not None and one.is_known and one.inside}
    talk, inside = sum(one.talk for one in known.values()), sum(one.inside for one in known.values())
    if live_seconds < QUIET_SECONDS or len(known) < MEASURED_LEAST or not talk:
        return {}
    return {seat: band(known[seat], talk, inside) if seat in known else "unknown" for seat in students}


def band(figure: Measured, talk: int, inside: int) -> str:
    even = figure.inside / inside
    ratio = figure.talk / talk / even
    chance = sqrt(TURN_SECONDS * (1 + TURN_VARIATION) / (even * talk * SLOT_SECONDS))
    if abs(ratio - 1) <= max(ABOUT_EVEN, chance):
        return "even"
    if ratio < 1:
        return "much_less" if ratio < MUCH_LESS else "less"
    return "much_more" if ratio > MUCH_MORE else "more"


def portion(share: float) -> str:
    """A share of all talk as the nearest everyday fraction."""
    return next(code for most, code in PORTIONS if share < most)


def differ(witnesses: int, server: int) -> bool:
    """Whether what the media server counted disagrees (slots): by a quarter and 5 s; it counts 2 to 13 % less."""
    return abs(witnesses - server) > max(5 / SLOT_SECONDS, 0.25 * max(witnesses, server))
