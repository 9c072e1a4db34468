"""Pure: what is sent in a room of Janus, who of it talks, and the next step of one page's receiving connection."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("audio", "video")


@dataclass(frozen=True, slots=True, order=True)
class Stream:
    """One line of the SDP of somebody's sending connection. `number`: of that connection; after a break it is another
    one, of which Janus sends nothing to who got the one before."""

    connection: str
    kind: str
    mid: str
    number: int = 0


@dataclass
class Published:
    """Who sends what, as the room's events tell it. An event may come twice."""

    streams: dict[str, tuple[Stream, ...]] = field(default_factory=dict)
    muted: set[Stream] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)

    def heard(self, data: Mapping[str, Any]) -> bool:
        """True when somebody came, went or sends something else."""
        changed = False
        for publisher in data.get("publishers", ()):
            changed |= self.came(publisher)
        for word in ("unpublished", "leaving", "kicked"):
            gone = data.get(word)
            changed |= gone is not None and self.went(str(gone))
        if "moderation" in data:
            self.moderated(str(data["id"]), str(data["mid"]), muted=data["moderation"] == "muted")
        return changed

    def came(self, publisher: Mapping[str, Any]) -> bool:
        connection, before = str(publisher["id"]), self.streams.get(str(publisher["id"]))
        lines = [line for line in publisher.get("streams", ()) if line.get("type") in KINDS]
        sent = [line for line in lines if not line.get("disabled")]
        number = self.numbers.get(connection, 0)
        found = (Stream(connection, line["type"], str(line["mid"]), number) for line in sent)
        self.streams[connection] = one_of_each(found)
        for line in lines:
            self.moderated(connection, str(line["mid"]), muted=bool(line.get("moderated")))
        return self.streams[connection] != before

    def went(self, connection: str) -> bool:
        self.muted = {stream for stream in self.muted if stream.connection != connection}
        was_here = self.streams.pop(connection, None) is not None
        if was_here:
            self.numbers[connection] = self.numbers.get(connection, 0) + 1
        return was_here

    def moderated(self, connection: str, mid: str, *, muted: bool) -> None:
        here = {stream for stream in self.streams.get(connection, ()) if stream.mid == mid}
        self.muted = self.muted | here if muted else self.muted - here

    def of(self, connections: Iterable[str], kinds: Iterable[str] = KINDS) -> frozenset[Stream]:
        wanted = set(kinds)
        return frozenset(
            stream for name in connections for stream in self.streams.get(name, ()) if stream.kind in wanted
        )

    def is_muted(self, connection: str) -> bool:
        return any(stream.connection == connection and stream.kind == "audio" for stream in self.muted)


def names(streams: Iterable[Stream]) -> set[tuple[str, str]]:
    """As Janus knows them."""
    return {(stream.connection, stream.mid) for stream in streams}


def one_of_each(streams: Iterable[Stream]) -> tuple[Stream, ...]:
    """Nobody is heard or seen twice, whatever is sent."""
    kinds: dict[str, Stream] = {}
    for stream in streams:
        kinds.setdefault(stream.kind, stream)
    return tuple(kinds.values())


class Talkers:
    """Janus's word for who talks, without its holes: it says nothing when a talker is muted, kicked or stops sending.

    `tell(connection, talking, at)`; every True is followed by a False.
    """

    def __init__(self, tell: Callable[[str, bool, float], None]) -> None:
        self.tell = tell
        self.now: set[str] = set()

    def begins(self, connection: str, at: float) -> None:
        if connection not in self.now:
            self.now.add(connection)
            self.tell(connection, True, at)

    def ends(self, connection: str, at: float) -> None:
        if connection in self.now:
            self.now.discard(connection)
            self.tell(connection, False, at)

    def heard(self, data: Mapping[str, Any], at: float, *, muted: bool) -> None:
        """An event of the room. `muted`: whether the one it is about may not be heard now."""
        word, about = data.get("videoroom"), str(data.get("id", ""))
        if word == "talking" and not muted:
            self.begins(about, at)
        elif word == "stopped-talking" or ("moderation" in data and muted):
            self.ends(about, at)
        for gone in (data.get(word) for word in ("unpublished", "leaving", "kicked")):
            if gone is not None:
                self.ends(str(gone), at)

    def all_end(self, at: float) -> None:
        for connection in sorted(self.now):
            self.ends(connection, at)


# -- one page's receiving connection: one negotiation at a time ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Join:
    streams: frozenset[Stream]


@dataclass(frozen=True, slots=True)
class Update:
    more: frozenset[Stream]
    less: frozenset[Stream]


@dataclass(frozen=True, slots=True)
class Restart:
    """Offer again, with new ICE."""


@dataclass(frozen=True, slots=True)
class Start:
    answer: Mapping[str, Any]


type Step = Join | Update | Restart | Start


@dataclass
class Subscription:
    """What the page should get (`wanted`), what Janus sends it (`held`), and what is to be done next.

    `waiting`: an offer is at the page; nothing else is asked before its answer is there.
    """

    wanted: frozenset[Stream] = frozenset()
    held: frozenset[Stream] = frozenset()
    joined: bool = False
    waiting: bool = False
    restart: bool = False
    answer: Mapping[str, Any] | None = None

    def next(self) -> Step | None:
        if self.waiting:
            return Start(self.answer) if self.answer is not None else None
        if not self.joined:
            return Join(self.wanted) if self.wanted else None
        more, less = self.wanted - self.held, self.held - self.wanted
        if more or less:
            # Of the same line of somebody who came back the old one first: Janus knows them by one name.
            return Update(frozenset() if names(more) & names(less) else more, less)
        return Restart() if self.restart else None

    def done(self, step: Step, *, offered: bool) -> None:
        """Janus took the step. `offered`: it made an offer, which the page must answer."""
        self.joined = True
        if isinstance(step, Start):
            self.waiting, self.answer = False, None
            return
        if isinstance(step, Join):
            self.held = step.streams
        elif isinstance(step, Update):
            self.held = (self.held | step.more) - step.less
        elif isinstance(step, Restart):
            self.restart = False
        self.waiting = offered

    def answered(self, answer: Mapping[str, Any]) -> None:
        """An answer that nobody waits for is dropped."""
        if self.waiting and self.answer is None:
            self.answer = answer

    def lost(self) -> None:
        """There is no connection any more; the next step makes one."""
        self.held, self.joined, self.waiting, self.restart, self.answer = frozenset(), False, False, False, None
