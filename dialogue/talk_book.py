"""The talk of one room as it goes on: reports come in, settled slots become seconds and segments.

A slot is settled once, some seconds after it passed, so that every witness could be heard; what comes later about it
changes nothing. Pure: who is heard when is in ``Stays``, and times are given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogue.talk import HANG_SLOTS, Merged, Segment, Vote, bridge, merge, ones, runs, seen_together, segments
from dialogue.talk_stays import Stays, slots_of

# Slots around those that are settled, which say whether a witness was only early or late.
CONTEXT_SLOTS = 16
# So far ahead of our clock a page may be.
AHEAD_SLOTS = 10
# The media server as a witness: it is no seat, and hears everybody who may be heard.
SERVER = 0
NOTHING = Merged(0, 0, 0, 0)


@dataclass
class Line:
    """What is known of one seat. ``merged``: slots from ``first`` on that may still be part of an open segment.

    ``covered``, ``single``, ``disputed`` count slots: with any witness, with one only, with witnesses apart.
    """

    first: int
    merged: Merged = NOTHING
    covered: int = 0
    single: int = 0
    disputed: int = 0
    closed_slots: int = 0
    closed: list[Segment] = field(default_factory=list)
    open: list[Segment] = field(default_factory=list)
    witnesses: set[int] = field(default_factory=set)

    @property
    def slots(self) -> int:
        """All slots of talk so far."""
        return self.closed_slots + sum(segment.end - segment.first for segment in self.open)

    def add(self, merged: Merged, first: int, count: int) -> None:
        """The settled slots from ``first`` on, which continue those before."""
        self.covered += merged.covered.bit_count()
        self.single += (merged.covered & ~merged.several).bit_count()
        self.disputed += merged.disputed.bit_count()
        if not self.merged.speech:
            self.first, self.merged = first, NOTHING
        shift = first - self.first
        self.merged = Merged(*(old | new << shift for old, new in zip(self.merged, merged, strict=True)))

    def close(self, stays: list[int], until: int) -> None:
        """Sorts out what no later slot can lengthen. ``stays``: masks from ``first`` on, a stay each."""
        tail = until - self.first
        for low, end in runs(bridge(self.merged.speech)):
            if end >= until - self.first - HANG_SLOTS:
                tail = low
        found = segments(self.merged, stays, self.first)
        done = [one for one in found if one.first < self.first + tail]
        self.open = found[len(done) :]
        self.closed += done
        self.closed_slots += sum(one.end - one.first for one in done)
        self.merged = Merged(*(mask >> tail for mask in self.merged))
        self.first += tail


class TalkBook:
    """``begins``, ``settled``: the first slot at all, and the first that is not settled."""

    def __init__(self, begins: int) -> None:
        self.begins = self.settled = begins
        self.lines: dict[int, Line] = {}
        # Seat -> witness and epoch -> what was said, bit 0 is slot ``settled - CONTEXT_SLOTS``.
        self.pending: dict[int, dict[tuple[int, int], Vote]] = {}

    def take(self, witness: int, epoch: int, first: int, said: Mapping[int, Vote], newest: int) -> None:
        """One report; ``newest``: the slot that passes now. Nobody is a witness of themselves."""
        base = self.settled - CONTEXT_SLOTS
        wanted = ones(newest + AHEAD_SLOTS - base) & ~ones(CONTEXT_SLOTS)
        for about, vote in said.items():
            covered = moved(vote.covered, first - base) & wanted
            if about != witness and covered:
                votes = self.pending.setdefault(about, {})
                before = votes.get((witness, epoch), Vote(0, 0))
                speech = moved(vote.speech, first - base) & covered
                votes[witness, epoch] = Vote(before.speech | speech, before.covered | covered)

    def settle(self, until: int, stays: Stays) -> None:
        """All slots before ``until``."""
        count = until - self.settled
        if count <= 0:
            return
        here: dict[int, dict[tuple[int, int], int]] = {}
        for about in self.pending.keys() | self.lines.keys():
            merged = self.merged(about, count, stays, here)
            line = self.lines.setdefault(about, Line(self.settled))
            line.add(merged, self.settled, count)
            if line.merged.speech:
                line.close(slots_of(stays, about, line.first, until), until)
        self.forget(count)
        self.settled = until

    def merged(self, about: int, count: int, stays: Stays, here: dict[int, dict[tuple[int, int], int]]) -> Merged:
        """The settled slots of one seat. ``here`` keeps what was worked out for each witness."""
        first, width = self.settled - CONTEXT_SLOTS, count + 2 * CONTEXT_SLOTS
        heard = stays.masks(about, first, width, speaking=True)
        votes: dict[int, Vote] = {}
        for (witness, epoch), vote in self.pending.get(about, {}).items():
            if witness not in here:
                here[witness] = stays.masks(witness, first, width, speaking=False)
            seen = seen_together(heard, heard if witness == SERVER else here[witness], epoch)
            before = votes.get(witness, Vote(0, 0))
            votes[witness] = Vote(before.speech | vote.speech & seen, before.covered | vote.covered & seen)
        window = ones(count) << CONTEXT_SLOTS
        self.note_witnesses(about, votes, window)
        return Merged(*((mask & window) >> CONTEXT_SLOTS for mask in merge(list(votes.values()))))

    def note_witnesses(self, about: int, votes: Mapping[int, Vote], window: int) -> None:
        spoke = {witness for witness, vote in votes.items() if vote.covered & window}
        if spoke:
            self.lines.setdefault(about, Line(self.settled)).witnesses |= spoke

    def forget(self, count: int) -> None:
        for about, votes in list(self.pending.items()):
            kept = {key: Vote(vote.speech >> count, vote.covered >> count) for key, vote in votes.items()}
            self.pending[about] = {key: vote for key, vote in kept.items() if vote.covered}
            if not self.pending[about]:
                del self.pending[about]

    def drop(self, seat: int) -> None:
        """Nothing of this seat is known any more; what it says of others stays."""
        self.pending.pop(seat, None)
        self.lines.pop(seat, None)


def moved(mask: int, by: int) -> int:
    return mask << by if by >= 0 else mask >> -by
