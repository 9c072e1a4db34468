"""Slow and hostile clients in the rooms of others: what the others notice of them.

First everybody talks in peace, then clients come into some of the rooms that never read, flood with commands, flood
with beats, send frames outside the schema, or open sockets and say nothing. The others' times to the screens stand
beside each other, and how many of the hostile ones were closed, with which code and after how long: who never reads is
cut by time, later than the window ends, so everybody goes on talking until all are closed.
"""

import asyncio
import contextlib
import json
import socket
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from bench.client import Client, Closed, connect
from bench.driver import DRAIN_SECONDS, Crowd, Profile
from bench.measure import cpu_seconds, load_average, percentile, pin, rss_kib
from bench.outcome import outcome
from bench.running import columns, machine, run_as_program, save, say, table, today
from bench.servers import SHAPES, Target, shape

HELLO = b'{"do":"hello","client":"bench"}'
COLUMNS = {
    "window": "window",
    "p50": "p50 ms",
    "p95": "p95 ms",
    "p99": "p99 ms",
    "acked": "acked",
    "lost": "lost",
    "cut": "others cut",
    "cpu_percent": "CPU %",
    "rss_mib": "RSS MiB",
    "load": "load",
}
HEAD = tuple(COLUMNS.values())
CLOSED_HEAD = ("hostile client", "closed: how many x code", "after s")

type Attack = Callable[[str, str], Awaitable[int]]


# -- the hostile ones: each returns the close code, 0 when it was never closed ---------------------------------


async def never_reads(url: str, origin: str) -> int:
    """Comes in and reads nothing any more; a small buffer of its own, so that the server's fills. 1006: no close frame
    was read, the line was cut."""
    client = await connect(url, origin, ignore)
    client.send(HELLO)
    await asyncio.sleep(0.2)
    given: socket.socket = client.transport.get_extra_info("socket")
    given.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.transport.pause_reading()
    try:
        while not client.code:
            client.send(b'{"do":"beat","sent":0}')
            await asyncio.sleep(1)
    finally:
        client.abort()
    return client.code


async def floods_commands(url: str, origin: str) -> int:
    return await floods(url, origin, lambda n: json.dumps({"do": "react", "id": f"f{n}", "reaction": "thanks"}))


async def floods_beats(url: str, origin: str) -> int:
    return await floods(url, origin, lambda n: '{"do":"beat","sent":0}')


async def sends_rubbish(url: str, origin: str) -> int:
    rubbish = ('{"do":"sudo"}', "[", '{"do":"say","id":"x","text":7}', "x" * 20_000, "\u0000", '{"do":"hello"}')
    return await floods(url, origin, lambda n: rubbish[n % len(rubbish)], 0.05)


async def floods(url: str, origin: str, text: Callable[[int], str], pause: float = 0.002) -> int:
    client = await connect(url, origin, ignore)
    client.send(HELLO)
    number = 0
    while not client.code:
        number += 1
        client.send(text(number).encode())
        await asyncio.sleep(pause)
    return client.code


async def says_nothing(url: str, origin: str) -> int:
    client = await connect(url, origin, ignore)
    await until_closed(client)
    return client.code


async def until_closed(client: Client) -> None:
    while not client.code:
        await asyncio.sleep(0.1)


def ignore(data: bytes) -> None:
    pass


ATTACKS: tuple[Attack, ...] = (never_reads, floods_commands, floods_beats, sends_rubbish, says_nothing)


# -- the run ---------------------------------------------------------------------------------------------------


class Attackers:
    """They take the last seat of some rooms, one kind after the other. ``after``: seconds until each was closed."""

    def __init__(self, urls: list[str], origin: str) -> None:
        self.codes: dict[str, Counter[int]] = {attack.__name__: Counter() for attack in ATTACKS}
        self.after: dict[str, list[float]] = {attack.__name__: [] for attack in ATTACKS}
        self.tasks = [
            asyncio.create_task(self.attack(ATTACKS[place % len(ATTACKS)], url, origin))
            for place, url in enumerate(urls)
        ]

    async def attack(self, attack: Attack, url: str, origin: str) -> None:
        began = time.perf_counter()
        with contextlib.suppress(OSError, Closed, TimeoutError):
            self.codes[attack.__name__][await attack(url, origin)] += 1
            self.after[attack.__name__].append(time.perf_counter() - began)

    async def stop(self, patience: float) -> None:
        """When all are closed, or after so many seconds."""
        await asyncio.wait(self.tasks, timeout=patience)
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def told(self) -> dict[str, Any]:
        return {
            name: {
                "codes": {str(code): count for code, count in codes.items()},
                "after_seconds": [round(seconds, 1) for seconds in sorted(self.after[name])],
            }
            for name, codes in self.codes.items()
        }


async def both(found: Target, given: Namespace) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    crowd = Crowd([room[:-1] for room in found.rooms], found.origin)
    await crowd.come()
    crowd.start(Profile(given.rate, 2, 2 * given.seconds + 20 + given.watch))
    await asyncio.sleep(2)
    rows = [await window("in peace", found, crowd, given.seconds)]
    attackers = Attackers([room[-1] for room in found.rooms][: given.hostile], found.origin)
    rows.append(await window(f"{given.hostile} hostile", found, crowd, given.seconds))
    await attackers.stop(given.watch)
    await crowd.go()
    return rows, {"of_each": given.hostile / len(ATTACKS), "closed": attackers.told()}


async def window(name: str, found: Target, crowd: Crowd, seconds: float) -> dict[str, Any]:
    cpu, since = cpu_seconds(found.pid), time.perf_counter()
    await asyncio.sleep(seconds)
    cpu, until = cpu_seconds(found.pid) - cpu, time.perf_counter()
    memory = rss_kib(found.pid) / 1024
    await asyncio.sleep(DRAIN_SECONDS)
    seen = outcome(crowd, since, until)
    return {
        "window": name,
        **{f"p{part}": round(percentile(seen.latencies, part / 100), 1) for part in (50, 95, 99)},
        "acked": f"{seen.acknowledged}/{seen.asked - sum(seen.refused.values())}",
        "lost": seen.lost,
        "cut": seen.cut,
        "cpu_percent": round(100 * cpu / (until - since), 1),
        "rss_mib": round(memory, 1),
        "load": load_average(),
    }


def run(given: Namespace) -> dict[str, Any]:
    with shape(given.server, given.rooms, given.seats + 1, 1) as found:
        if given.one_core:
            pin(found.pid, 0)
        # The last ticket of a room is the facilitator's; the hostile one is a student.
        found.rooms = [[*room[:-2], room[-1], room[-2]] for room in found.rooms]
        rows, attackers = asyncio.run(both(found, given))
    for row in rows:
        say(str(row))
    return {
        "server": given.server, "rooms": given.rooms, "rate": given.rate, "seconds": given.seconds,
        "watch": given.watch, "one_core": given.one_core, "machine": machine(), "day": today(), "rows": rows,
        "hostile": attackers,
    }  # fmt: skip


def cells(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in COLUMNS)


def attack_rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (
            name.replace("_", " "),
            ", ".join(f"{count} x {code}" for code, count in told["codes"].items()) or "none",
            " to ".join(f"{seconds:g}" for seconds in (told["after_seconds"][:1] + told["after_seconds"][-1:])),
        )
        for name, told in found["hostile"]["closed"].items()
    ]


def markdown(found: dict[str, Any]) -> str:
    about = (
        f"Written by `./dev bench hostile --save`: {found['rooms']} rooms, {found['rate']:g} commands/s a room, "
        f"windows of {found['seconds']:g} s, closings watched for up to {found['watch']:g} s more, "
        f"one process ({SHAPES[found['server']]}), "
        f"{found['machine']['cores']} cores, Python {found['machine']['python']}, {found['day']}. "
        "The figures are those of the others. 1006: cut without a close frame that was read."
    )
    closed = table([CLOSED_HEAD, *attack_rows(found)])
    return f"# Slow and hostile clients\n\n{about}\n\n{table([HEAD, *map(cells, found['rows'])])}\n\n{closed}\n"


def main(args: list[str]) -> int:
    parser = ArgumentParser(prog="./dev bench hostile", description=__doc__)
    parser.add_argument("--rooms", type=int, default=50)
    parser.add_argument("--seats", type=int, default=8, help="in each room, without the hostile one")
    parser.add_argument("--hostile", type=int, default=50, help="clients, at most one a room, a fifth a kind")
    parser.add_argument("--rate", type=float, default=2.0, help="commands a second in each room")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each of the two windows")
    parser.add_argument("--watch", type=float, default=45.0, help="seconds after them, at most, until all are closed")
    parser.add_argument("--server", default="room", choices=list(SHAPES))
    parser.add_argument("--one-core", action="store_true", help="pin the server to the first core (Linux)")
    parser.add_argument("--save", metavar="NAME", nargs="?", const="hostile")
    given = parser.parse_args(args)
    found = run(given)
    print(columns([HEAD, *map(cells, found["rows"])]))
    print(columns([CLOSED_HEAD, *attack_rows(found)]))
    save(given.save, found, markdown(found))
    return 0


if __name__ == "__main__":
    run_as_program(main)
