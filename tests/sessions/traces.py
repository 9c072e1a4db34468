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


def bad_day(chance: Random) -> list[TraceEvent]:
    """A session of five minutes on a bad day, in tenths of seconds.

    Up to four people with up to three devices on three processes whose clocks are up to 2 s apart; they come late, go
    early, leave with or without a word, move between breakouts, lose beats; processes crash; checks are asked, of some
    twice; then the lines are shuffled and some are told again.
    """
    skew = {process: chance.randrange(-20, 21) for process in ("w1", "w2", "w3")}
    crashes = [(chance.randrange(3000), process) for process in skew if chance.random() < 0.4]
    events = [TraceEvent((at + skew[process]) / 10, "crash", process=process) for at, process in crashes]
    for person in range(chance.randrange(1, 5)):
        for number in range(chance.randrange(1, 4)):
            events += _stay(chance, f"p{person}", f"c{person}-{number}", skew)
        events += _checks(chance, f"p{person}")
    events += chance.sample(events, len(events) // 3)
    chance.shuffle(events)
    return events


def _stay(chance: Random, person: str, connection: str, skew: dict[str, int]) -> list[TraceEvent]:
    """One device: perhaps more than once, each time on some process, with or without a goodbye."""
    events, at = [], chance.choice((chance.randrange(-300, 100), chance.randrange(0, 2500)))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        process, room = chance.choice(list(skew)), "main"
        until = at + chance.choice((chance.randrange(600), chance.randrange(3600)))
        kind = "connect"
        while at < until:
            if kind == "connect" or chance.random() < 0.9:  # else this beat is lost
                events.append(TraceEvent((at + skew[process]) / 10, kind, person, connection, process, room))
            if chance.random() < 0.05:
                room = chance.choice(("main", "pair 1", "pair 2"))
                events.append(TraceEvent((at + skew[process]) / 10, "move", person, connection, process, room))
            kind, at = "beat", at + chance.choice((50, 50, 50, 51, 60, chance.randrange(40, 120)))
        if chance.random() < 0.5:
            events.append(TraceEvent((until + skew[process]) / 10, "disconnect", person, connection, process, room))
        at = until + chance.choice((chance.randrange(50), chance.randrange(600)))
    return events


def _checks(chance: Random, person: str) -> list[TraceEvent]:
    """Two checks at most; a page that asked twice may tell "not answered" first and "answered" later."""
    events = []
    for _ in range(chance.randrange(3)):
        at = chance.randrange(-100, 3100) / 10
        answers = chance.choice(((True,), (False,), (False, True)))
        events += [TraceEvent(at, "checkpoint", person, answered=answered) for answered in answers]
    return events
