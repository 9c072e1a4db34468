"""Traces for tests: one that is known by heart, and as many random ones as wanted."""

from random import Random

from sessions.attendance import TraceEvent

BEAT_SECONDS = 10


def device(
    person: str, connection: str, start: int, last: int, *, leaves: bool = False, room: str = "main"
) -> list[TraceEvent]:
    """A device that connects, beats every 10 s, and leaves or falls silent at ``last``."""
    events = [TraceEvent(start, "connect", person, connection, process="w1", room=room)]
    beats = range(start + BEAT_SECONDS, last + 1, BEAT_SECONDS)
    events += [TraceEvent(at, "beat", person, connection) for at in beats]
    return [*events, TraceEvent(last, "disconnect", person, connection)] if leaves else events


def known_trace() -> list[TraceEvent]:
    """90 minutes: laptop silent at 20:00 and back at 20:05; a phone beside it from 40:00 to 60:00; the laptop dies
    without a word at 70:00 and is back at 72:00. With gaps of at most 60 s bridged that is 88.0 minutes.
    """
    return [
        *device("p1", "laptop", 0, 1200),
        *device("p1", "laptop2", 1205, 4200),
        TraceEvent(4200, "beat", "p1", "laptop2"),
        *device("p1", "phone", 2400, 3600, leaves=True),
        *device("p1", "laptop3", 4320, 5400, leaves=True),
    ]


def random_trace(chance: Random) -> list[TraceEvent]:
    """People with overlapping devices, lost beats and leaves, moves, crashes, and time in tenths of seconds."""
    events = [
        TraceEvent(chance.randrange(3000) / 10, "crash", process=chance.choice(("w1", "w2")))
        for _ in range(chance.randrange(3))
    ]
    for person in range(chance.randrange(1, 4)):
        for number in range(chance.randrange(1, 4)):
            events += _random_device(chance, f"p{person}", f"c{person}-{number}")
    events += chance.sample(events, chance.randrange(len(events)))
    chance.shuffle(events)
    return events


def _random_device(chance: Random, person: str, connection: str) -> list[TraceEvent]:
    at = chance.randrange(-500, 2500)
    kinds = ["connect", *chance.choices(("beat", "disconnect", "connect", "move"), (16, 1, 1, 2), k=25)]
    events = []
    for kind in kinds:
        process = chance.choice(("w1", "w2")) if kind == "connect" else ""
        events.append(TraceEvent(at / 10, kind, person, connection, process, room=chance.choice("ab")))
        at += chance.choice((0, 50, 50, 50, 60, chance.randrange(600)))
    return events
