"""A spike of joins: many people press the link at the same time, and each waits for the room on the screen.

They come evenly over a time, into empty live rooms of one server process. A join is drawn when its first
view arrived: handshake, ticket, hello, the connection in the log, the view. The first views of a room also draw for
those who came before.
"""

import asyncio
import contextlib
import time
from argparse import ArgumentParser, Namespace
from typing import Any

from bench.client import Closed
from bench.driver import Crowd, Seat
from bench.measure import cpu_seconds, load_average, percentile, pin, rss_kib
from bench.running import columns, machine, run_as_program, save, say, table, today
from bench.servers import SHAPES, Target, shape

COLUMNS = {
    "joins": "joins",
    "seconds": "over s",
    "drawn": "drawn",
    "refused": "not in",
    "p50": "p50 ms",
    "p95": "p95 ms",
    "p99": "p99 ms",
    "most": "most ms",
    "cpu_ms_per_join": "CPU ms/join",
    "kib_per_seat": "KiB/seat",
    "load": "load",
}
HEAD = tuple(COLUMNS.values())
DRAWN_WITHIN_SECONDS = 2.0
WAIT_SECONDS = 20.0


async def spike(found: Target, seconds: float) -> dict[str, Any]:
    """Everybody comes at their moment, whether or not the ones before are in."""
    crowd = Crowd(found.rooms, found.origin)
    seats = [room[place] for place in range(len(crowd.rooms[0])) for room in crowd.rooms]
    began, cpu = time.perf_counter(), cpu_seconds(found.pid)
    waits = await asyncio.gather(
        *(join(seat, found.origin, began + place * seconds / len(seats)) for place, seat in enumerate(seats))
    )
    cpu = cpu_seconds(found.pid) - cpu
    memory = (rss_kib(found.pid) - found.empty_kib) / len(seats)
    await crowd.go()
    drawn = [wait * 1000 for wait in waits if wait is not None]
    return {
        "joins": len(seats),
        "seconds": seconds,
        "drawn": sum(wait <= DRAWN_WITHIN_SECONDS * 1000 for wait in drawn),
        "refused": len(seats) - len(drawn),
        **{f"p{part}": round(percentile(drawn, part / 100), 1) for part in (50, 95, 99)},
        "most": round(max(drawn, default=0.0), 1),
        "cpu_ms_per_join": round(cpu * 1000 / len(seats), 2),
        "kib_per_seat": round(memory, 1),
        "load": load_average(),
    }


async def join(seat: Seat, origin: str, at: float) -> float | None:
    """Seconds until drawn, or None when it never was."""
    await asyncio.sleep(max(0.0, at - time.perf_counter()))
    with contextlib.suppress(OSError, Closed, TimeoutError):
        await seat.come(origin)
        await until_drawn(seat)
        return seat.drawn_at - at
    return None


async def until_drawn(seat: Seat) -> None:
    """Raises ``TimeoutError``. The moment itself is noted when the view arrives."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not seat.drawn_at:
            await asyncio.sleep(0.02)


def run(given: Namespace) -> dict[str, Any]:
    """Each round has a fresh server: a room that people were in before is warm."""
    rows = []
    for number in range(1, given.rounds + 1):
        with shape(given.server, -(-given.joins // given.seats), given.seats, 1) as found:
            if given.one_core:
                pin(found.pid, 0)
            rows.append(asyncio.run(spike(found, given.seconds)))
            say(f"round {number} {rows[-1]}")
    return {"server": given.server, "machine": machine(), "day": today(), "one_core": given.one_core, "rows": rows}


def cells(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(f"{row[name]:g}" for name in COLUMNS)


def markdown(found: dict[str, Any]) -> str:
    about = (
        f"Written by `./dev bench joins --save`: one process ({SHAPES[found['server']]}), "
        f"{found['machine']['cores']} cores, Python {found['machine']['python']}, {found['day']}. "
        "`drawn`: first view within 2 s of pressing the link."
    )
    return f"# A spike of joins\n\n{about}\n\n{table([HEAD, *map(cells, found['rows'])])}\n"


def main(args: list[str]) -> int:
    parser = ArgumentParser(prog="./dev bench joins", description=__doc__)
    parser.add_argument("--joins", type=int, default=1000)
    parser.add_argument("--seats", type=int, default=8, help="in each room")
    parser.add_argument("--seconds", type=float, default=10.0, help="over which they come")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--server", default="room", choices=list(SHAPES))
    parser.add_argument("--one-core", action="store_true", help="pin the server to the first core (Linux)")
    parser.add_argument("--save", metavar="NAME", nargs="?", const="joins")
    found = run(parser.parse_args(args))
    print(columns([HEAD, *map(cells, found["rows"])]))
    save(parser.parse_args(args).save, found, markdown(found))
    return 0


if __name__ == "__main__":
    run_as_program(main)
