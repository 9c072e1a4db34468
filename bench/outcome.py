"""What a crowd saw between two moments: frames, acknowledgements, and how long a command took to the other screens.

Latency is from sending a command to the arrival of the first view with its ``seq`` (or a newer one) at each other seat
of the room.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from bench.driver import Crowd, Seat, Sent


@dataclass
class Outcome:
    """Figures of one measured window. ``latencies`` are in milliseconds, ``bytes`` and ``frames`` by kind."""

    seconds: float
    views: int = 0
    frames: Counter[str] = field(default_factory=Counter)
    bytes: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    acknowledged: int = 0
    hands: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    cut: int = 0
    shown: float = 1.0
    latencies: list[float] = field(default_factory=list)

    def mean_bytes(self, kind: str) -> int:
        return round(self.bytes[kind] / max(1, self.frames[kind]))


def outcome(crowd: Crowd, since: float, until: float) -> Outcome:
    """What happened between two moments of ``perf_counter``; read after a pause, so that late answers count."""
    found = Outcome(until - since)
    found.views = sum(since <= at < until for seat in crowd.seats for _, at in seat.views)
    found.cut = sum(seat.cut for seat in crowd.seats)
    wanted = drawn = 0
    for room in crowd.rooms:
        due, seen = of_room(found, room, since, until)
        wanted, drawn = wanted + due, drawn + seen
    found.shown = drawn / max(1, wanted)
    return found


def of_room(found: Outcome, room: list[Seat], since: float, until: float) -> tuple[int, int]:
    """Counts the commands of a room; returns how many views were due and how many of them came."""
    views = [Views(seat.views) for seat in room]
    wanted = drawn = 0
    for sent in (sent for seat in room for sent in seat.sent.values() if since <= sent.at < until):
        count(found, sent)
        if sent.seq > 0:
            wanted += len(room)
            drawn += sum(sent.seq in seen.exact for seen in views)
            found.latencies += [
                (seen.first_at(sent.seq) - sent.at) * 1000 for number, seen in enumerate(views) if number != sent.seat
            ]
    return wanted, drawn


def count(found: Outcome, sent: Sent) -> None:
    found.asked += 1
    found.hands += sent.do != "say"
    if sent.seq > 0:
        found.acknowledged += 1
    elif sent.seq < 0:
        found.refused[sent.code] = found.refused.get(sent.code, 0) + 1
    else:
        found.lost += 1


class Views:
    """The views of one seat, to be asked when a ``seq`` was first on the screen."""

    def __init__(self, views: list[tuple[int, float]]) -> None:
        self.exact = {seq for seq, _ in views}
        self.seqs: list[int] = []
        self.times: list[float] = []
        for seq, at in views:
            if not self.seqs or seq > self.seqs[-1]:
                self.seqs.append(seq)
                self.times.append(at)

    def first_at(self, seq: int) -> float:
        """Infinite when it never came."""
        place = bisect_left(self.seqs, seq)
        return self.times[place] if place < len(self.times) else float("inf")
