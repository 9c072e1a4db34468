"""One way of measuring a room's talk: its book, and what of it stands in the tables already."""

from collections.abc import Iterable

from dialogue.talk import SLOTS_PER_SECOND, Vote
from dialogue.talk_bands import Measured
from dialogue.talk_book import Line, TalkBook
from dialogue.talk_stays import Stays
from sessions.models import TalkMethod
from sessions.talk.services import Entry

NOTHING = Measured(0, 0, 0, 0, 0, 0)


class Ledger:
    """``written``: seat -> the slot up to which, and the sums that, this process has put into the tables."""

    def __init__(self, method: str, begins: int) -> None:
        self.method = method
        self.book = TalkBook(begins)
        self.written: dict[int, tuple[int, Measured]] = {}

    def take(self, witness: int, epoch: int, first: int, votes: dict[int, Vote], now: int) -> None:
        self.book.take(witness, epoch, first, votes, now)

    def drop(self, seat: int) -> None:
        """Nothing of before is used for this seat."""
        self.book.drop(seat)
        self.written[seat] = (self.book.settled, NOTHING)

    def entries(self, seats: Iterable[int], stays: Stays, *, full: bool) -> list[Entry]:
        """What is new; ``full``: also of those of whom nothing was heard."""
        found = (self.entry(seat, stays) for seat in seats)
        return [entry for entry in found if entry.grown.inside and (full or entry.grown.covered or entry.segments)]

    def entry(self, seat: int, stays: Stays) -> Entry:
        line = self.book.lines.get(seat) or Line(self.book.settled)
        since, before = self.written.get(seat, (self.book.begins, NOTHING))
        grown = Measured(
            line.slots - before.talk,
            line.covered - before.covered,
            self.single(line) - before.single,
            line.disputed - before.disputed,
            *(self.slots(stays, seat, speaking=on) for on in (True, False)),
        )
        return Entry(seat, since, self.book.settled, grown, (*line.closed, *line.open), len(line.witnesses))

    def single(self, line: Line) -> int:
        """The server needs no second witness: it is nobody who gains."""
        return line.single if self.method == TalkMethod.WITNESSES else 0

    def slots(self, stays: Stays, seat: int, *, speaking: bool) -> int:
        seconds = stays.seconds(seat, self.book.settled / SLOTS_PER_SECOND, speaking=speaking)
        return round(seconds * SLOTS_PER_SECOND)

    def wrote(self, entries: Iterable[Entry]) -> None:
        """They stand in the tables. Who was dropped meanwhile has no line any more."""
        for entry in entries:
            if (line := self.book.lines.get(entry.seat)) is None:
                continue
            line.closed.clear()
            before, grown = self.written.get(entry.seat, (0, NOTHING))[1], entry.grown
            self.written[entry.seat] = (
                entry.until,
                grown._replace(
                    talk=before.talk + grown.talk,
                    covered=before.covered + grown.covered,
                    single=before.single + grown.single,
                    disputed=before.disputed + grown.disputed,
                ),
            )
