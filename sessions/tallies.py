"""What the people of a room chose in its polls, as the hub knows it: from the words of the log's rows, like names.

The rules know who answered, never what. Erased words are in no count.
"""

from dialogue.events import Answered, Event
from dialogue.polls import choices_in
from dialogue.state import Poll, Room

type Choices = tuple[int, ...]


class Tallies:
    def __init__(self) -> None:
        self.chosen: dict[int, dict[int, Choices]] = {}
        self.results: dict[int, list[int]] = {}  # of closed polls
        self.version = 0  # counts the answers that were taken

    def take(self, event: Event, words: str) -> None:
        """Each event once and in order: a later answer of a seat replaces the one before."""
        if isinstance(event, Answered):
            self.version += 1
            if event.poll:
                self.chosen.setdefault(event.poll, {})[event.seat] = choices_in(words)

    def counts(self, room: Room, audience: str) -> dict[int, list[int]]:
        """Poll -> how many chose each option: open polls for facilitators, closed ones for everybody."""
        leads = audience == "facilitators"
        return {n: self.counted(poll) for n, poll in sorted(room.polls.items()) if leads or not poll.open}

    def counted(self, poll: Poll) -> list[int]:
        """Nobody answers a closed poll any more: it is counted once."""
        if poll.open:
            return self.count(poll.n, poll.options)
        if poll.n not in self.results:
            self.results[poll.n] = self.count(poll.n, poll.options)
        return self.results[poll.n]

    def count(self, poll: int, options: int) -> list[int]:
        chosen = [place for choices in self.chosen.get(poll, {}).values() for place in choices]
        return [chosen.count(place) for place in range(options)]

    def of_seat(self, seat: int) -> dict[int, Choices]:
        """Poll -> what this seat chose."""
        return {n: choices[seat] for n, choices in sorted(self.chosen.items()) if seat in choices}
