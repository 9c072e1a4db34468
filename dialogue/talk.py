"""Who spoke, from what the others heard: slots of 100 ms, the majority of the witnesses in each.

A *witness* is a person whose page received the sound of somebody and says for which slots it had sound at all and in
which of them that was speech (adaptive floor in the page: 10 dB over the 10th percentile of 8 s, at least -50 dBFS).
Slots are bits of integers, bit i is slot ``first`` + i; slot n begins n / 10 seconds after 1970. So one operation
works on all slots of a window, and the order in which reports come makes no difference.

What cannot be seen here: witnesses who all say the same falsehood, and sound that is no person (a played recording).
"""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor
from typing import NamedTuple

SLOTS_PER_SECOND = 10
SLOT_SECONDS = 1 / SLOTS_PER_SECOND
# Pauses up to this are part of the talk (hangover), as in the measurements that the method rests on.
HANG_SLOTS = 5
# A stretch in which nobody was heard for so long at once is a cough or a click, not talk (onset).
ONSET_SLOTS = 3
# Sound reaches witnesses at different times: less than this apart is no disagreement.
EDGE_SLOTS = 3

# Media epoch and breakout: who is in one place hears each other.
type Place = tuple[int, int]


class Vote(NamedTuple):
    """What one witness says of one seat: the slots with sound, and those of them that were speech."""

    speech: int
    covered: int


class Merged(NamedTuple):
    """Slots with speech by majority (a tie is no speech), with any witness, with two or more, with a witness apart."""

    speech: int
    covered: int
    several: int
    disputed: int


class Segment(NamedTuple):
    """From slot ``first`` to before slot ``end``, with how many of its slots rest on one witness or are disputed."""

    first: int
    end: int
    single: int
    disputed: int

    @property
    def seconds(self) -> float:
        return (self.end - self.first) * SLOT_SECONDS


def slot_of(at: float) -> int:
    """The slot that a moment lies in. Rounded to milliseconds first: 0.3 is not 0.2999."""
    return floor(round(at * SLOTS_PER_SECOND, 2))


def slots_within(begins_at: float, ends_at: float, first: int) -> int:
    """The whole slots between two moments, as bits from ``first``."""
    low = max(first, ceil(round(begins_at * SLOTS_PER_SECOND, 2)))
    return ones(slot_of(ends_at) - low) << (low - first)


def ones(count: int) -> int:
    return (1 << count) - 1 if count > 0 else 0


# -- the majority ----------------------------------------------------------------------------------------------


def merge(votes: Sequence[Vote]) -> Merged:
    """One vote for each witness; slots outside ``covered`` count for nothing."""
    sound = planes([vote.covered for vote in votes])
    yes = planes([vote.speech & vote.covered for vote in votes])
    no = planes([vote.covered & ~vote.speech for vote in votes])
    speech, several = more(yes, no), any_of(sound[1:])
    covered = any_of(sound)
    return Merged(speech, covered, several, disputed(votes, speech))


def planes(masks: Sequence[int]) -> list[int]:
    """How many masks hold each slot, as binary digits, the lowest first: an adder that works on all slots at once."""
    digits: list[int] = []
    for mask in masks:
        carry = mask
        for place, digit in enumerate(digits):
            digits[place], carry = digit ^ carry, digit & carry
        if carry:
            digits.append(carry)
    return digits


def any_of(masks: Sequence[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def more(yes: Sequence[int], no: Sequence[int]) -> int:
    """Slots in which the first number is greater than the second, both as binary digits."""
    greater, equal = 0, ones(max([mask.bit_length() for mask in (*yes, *no)], default=0))
    for place in reversed(range(max(len(yes), len(no)))):
        one = yes[place] if place < len(yes) else 0
        other = no[place] if place < len(no) else 0
        greater |= equal & one & ~other
        equal &= ~(one ^ other)
    return greater


def disputed(votes: Sequence[Vote], speech: int) -> int:
    """Slots in which a witness says something else than the majority, for longer than sound can be late or uneven."""
    about, within = spread(bridge(speech)), shrink(speech)
    return any_of([lasting(v.covered & ((v.speech & ~about) | (within & ~v.speech))) for v in votes])


def lasting(mask: int) -> int:
    """Without rows shorter than the onset."""
    cores = mask
    for _ in range(1, ONSET_SLOTS):
        cores &= cores >> 1
    return any_of([cores << step for step in range(ONSET_SLOTS)])


def spread(mask: int) -> int:
    for _ in range(EDGE_SLOTS):
        mask |= mask << 1 | mask >> 1
    return mask


def shrink(mask: int) -> int:
    for _ in range(EDGE_SLOTS):
        mask &= mask << 1 & mask >> 1
    return mask


# -- segments --------------------------------------------------------------------------------------------------


def bridge(mask: int) -> int:
    """Fills gaps of up to ``HANG_SLOTS``: each filled slot lies within that of speech on both sides."""
    filled = wide = any_of([mask << step for step in range(HANG_SLOTS + 1)])
    for step in range(1, HANG_SLOTS + 1):
        filled &= wide >> step
    return filled


def has_onset(mask: int) -> bool:
    return lasting(mask) != 0


def runs(mask: int) -> Iterator[tuple[int, int]]:
    """First and end of each row of set bits."""
    base = 0
    while mask:
        low = (mask & -mask).bit_length() - 1
        mask >>= low
        length = (~mask & (mask + 1)).bit_length() - 1
        yield base + low, base + low + length
        mask >>= length
        base += low + length


def segments(merged: Merged, stays: Sequence[int], first: int) -> list[Segment]:
    """Talk within each stay (masks of slots in which the seat may be heard): nothing goes on over a stay's end."""
    found = []
    for stay in stays:
        speech = merged.speech & stay
        for low, end in runs(bridge(speech)):
            row = ones(end - low) << low
            if has_onset(speech & row):
                single = (merged.covered & ~merged.several & row).bit_count()
                found.append(Segment(first + low, first + end, single, (merged.disputed & row).bit_count()))
    return sorted(found)


def seen_together(about: Mapping[Place, int], witness: Mapping[Place, int], epoch: int) -> int:
    """Slots in which the one could be heard by the other: in one place, of the epoch that the report names."""
    return any_of([mask & witness.get(place, 0) for place, mask in about.items() if place[0] == epoch])
