"""A reconnect storm: the network of everybody is cut at once, and everybody comes back as a browser does.

Rooms talk as in profile *steady*. Then all sockets are reset in the same instant; each comes back with its resume token
after a full-jitter back-off of at most 1 s and goes on trying. Back is who has a view again. At the end every seat must
have seen the newest version of its room: nothing is lost by the storm.
"""

import asyncio
import random
import time
from argparse import ArgumentParser, Namespace
from typing import Any

from bench.client import Closed
from bench.driver import Crowd, Profile, Seat
from bench.joins import until_drawn
from bench.measure import cpu_seconds, load_average, percentile, pin
from bench.running import columns, machine, run_as_program, save, say, table, today
from bench.servers import SHAPES, Target, shape

BACK_OFF_SECONDS = 1.0
SETTLE_SECONDS = 3.0
COLUMNS = {
    "seats": "seats",
    "outage_seconds": "outage s",
    "back": "back",
    "tries": "tries",
    "p50": "p50 ms",
    "p95": "p95 ms",
    "p99": "p99 ms",
    "most": "most ms",
    "cpu_ms_per_seat": "CPU ms/seat",
    "behind": "seats behind",
    "load": "load",
}
HEAD = tuple(COLUMNS.values())


async def storm(found: Target, given: Namespace, outage: float) -> dict[str, Any]:
    """Times count from the moment when the network is there again."""
    crowd = Crowd(found.rooms, found.origin)
    await crowd.come()
    crowd.start(Profile(given.rate, 0, given.seconds + outage + 30))
    await asyncio.sleep(given.seconds)
    for seat in crowd.seats:
        seat.drop()
        seat.drawn_at = 0.0
    await asyncio.sleep(outage)
    began, cpu = time.perf_counter(), cpu_seconds(found.pid)
    tries = await asyncio.gather(*(come_back(seat, found.origin) for seat in crowd.seats))
    waits = [(seat.drawn_at - began) * 1000 for seat in crowd.seats if seat.drawn_at]
    cpu = cpu_seconds(found.pid) - cpu
    crowd.stop()
    await asyncio.sleep(SETTLE_SECONDS)
    behind = sum(seat_is_behind(seat, room) for room in crowd.rooms for seat in room)
    await crowd.go()
    return {
        "seats": len(crowd.seats),
        "outage_seconds": outage,
        "back": len(waits),
        "tries": sum(tries),
        **{f"p{part}": round(percentile(waits, part / 100), 1) for part in (50, 95, 99)},
        "most": round(max(waits, default=0.0), 1),
        "cpu_ms_per_seat": round(cpu * 1000 / len(crowd.seats), 2),
        "behind": behind,
        "load": load_average(),
    }


async def come_back(seat: Seat, origin: str) -> int:
    """How many tries it took; a try that failed waits again, as a browser does."""
    for number in range(1, 30):
        await asyncio.sleep(random.uniform(0, BACK_OFF_SECONDS))
        try:
            await seat.come(origin)
            await until_drawn(seat)
        except (OSError, Closed, TimeoutError):
            continue
        return number
    return 30


def seat_is_behind(seat: Seat, room: list[Seat]) -> bool:
    newest = max((other.views[-1][0] for other in room if other.views), default=0)
    return not seat.views or seat.views[-1][0] < newest


def run(given: Namespace) -> dict[str, Any]:
    rows = []
    for outage in given.outage:
        with shape(given.server, given.rooms, given.seats, 1) as found:
            if given.one_core:
                pin(found.pid, 0)
            rows.append(asyncio.run(storm(found, given, outage)))
            say(str(rows[-1]))
    return {"server": given.server, "machine": machine(), "day": today(), "one_core": given.one_core, "rows": rows}


def cells(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(f"{row[name]:g}" for name in COLUMNS)


def markdown(found: dict[str, Any]) -> str:
    about = (
        f"Written by `./dev bench storm --save`: one process ({SHAPES[found['server']]}), "
        f"{found['machine']['cores']} cores, Python {found['machine']['python']}, {found['day']}. "
        "Times from the return of the network to the first view, the back-off of up to 1 s in them. `seats behind`: "
        "seats that did not have the newest version of their room in the end."
    )
    return f"# A reconnect storm\n\n{about}\n\n{table([HEAD, *map(cells, found['rows'])])}\n"


def main(args: list[str]) -> int:
    parser = ArgumentParser(prog="./dev bench storm", description=__doc__)
    parser.add_argument("--rooms", type=int, default=100)
    parser.add_argument("--seats", type=int, default=8, help="in each room")
    parser.add_argument("--rate", type=float, default=0.5, help="commands a second in each room")
    parser.add_argument("--seconds", type=float, default=5.0, help="of talk before the cut")
    parser.add_argument("--outage", type=float, nargs="+", default=[0.0, 10.0], help="seconds without a network")
    parser.add_argument("--server", default="room", choices=list(SHAPES))
    parser.add_argument("--one-core", action="store_true", help="pin the server to the first core (Linux)")
    parser.add_argument("--save", metavar="NAME", nargs="?", const="storm")
    given = parser.parse_args(args)
    found = run(given)
    print(columns([HEAD, *map(cells, found["rows"])]))
    save(given.save, found, markdown(found))
    return 0


if __name__ == "__main__":
    run_as_program(main)
