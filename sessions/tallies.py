"""What the people of a room chose in its polls, as the hub knows it: from the words of the log's rows, like names.

The rules know who answered, never what. Erased words are in no count.
"""

from collections.abc import Iterable

from dialogue.events import Answered
from dialogue.polls import choices_in
from dialogue.state import Poll, Room
from sessions import log

type Choices = tuple[int, ...]


class Tallies:
    def __init__(self) -> None:
        self.chosen: dict[int, dict[int, Choices]] = {}

    def take(self, row: log.Row) -> None:
        """Each row once and in order: a later answer of a seat replaces the one before."""
        if row.kind == Answered.__name__:
            event = log.decode(row.kind, row.data)
            assert isinstance(event, Answered)
            if event.poll:
                self.chosen.setdefault(event.poll, {})[event.seat] = choices_in(row.text)

    def counts(self, room: Room, audience: str) -> dict[int, list[int]]:
        """Poll -> how many chose each option: open polls for facilitators, closed ones for everybody."""
        leads = audience == "facilitators"
        return {n: self.count(n, poll.options) for n, poll in newest(room) if leads or not poll.open}

    def count(self, poll: int, options: int) -> list[int]:
        chosen = [place for choices in self.chosen.get(poll, {}).values() for place in choices]
        return [chosen.count(place) for place in range(options)]

    def of_seat(self, room: Room, seat: int) -> dict[int, Choices]:
        """Poll -> what this seat chose."""
        return {n: self.chosen[n][seat] for n, _ in newest(room) if seat in self.chosen.get(n, {})}


def newest(room: Room) -> Iterable[tuple[int, Poll]]:
    """The poll that the pages show (dialogue/polls.py, ``poll_view``); earlier ones are over."""
    return sorted(room.polls.items())[-1:]
