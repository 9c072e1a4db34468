"""CPU of a room from a few to a thousand rooms: four processes of ours on PostgreSQL and Redis.

Rooms of 8 with 0.25 commands/s and beats, dealt out to the processes by a hash of the session, as the proxy does. The
figures are those of the socket processes, PostgreSQL, Redis and the drivers, each beside the others; what the empty
processes cost is measured first and taken off. In the end every acknowledged command is looked up in the log.
"""

import contextlib
import csv
import json
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import psycopg

from bench.chart import chart
from bench.driver import DRAIN_SECONDS, Profile
from bench.herd import Herd, herd
from bench.measure import cpu_seconds, load_average, percentile
from bench.outcome import Outcome
from bench.running import RESULTS, columns, machine, run_as_program, save, say, table, today
from tests.support import product
from tests.support.services import LocalServer, postgres_server, redis_server

SETTLE_SECONDS = 15.0
PARTS = ("sockets", "postgres", "redis", "drivers")
TITLES = {"sockets": "socket processes", "postgres": "PostgreSQL", "redis": "Redis", "drivers": "drivers"}
COLUMNS = {
    "rooms": "rooms",
    "seconds": "seconds",
    **{part: f"{TITLES[part]} ms/s a room" for part in PARTS},
    "busy": "cores busy",
    "acked": "acked",
    "not_in_log": "acked, not in log",
    "p50": "p50 ms",
    "p95": "p95 ms",
    "p99": "p99 ms",
    "cut": "cut",
    "load": "load",
}
HEAD = tuple(COLUMNS.values())


class Machine:
    """All processes of the run and their CPU."""

    def __init__(self, ours: product.Product, postgres: LocalServer, redis: LocalServer) -> None:
        self.ours, self.postgres, self.redis = ours, postgres, redis
        self.idle: dict[str, float] = dict.fromkeys(PARTS, 0.0)

    def cpu(self, drivers: Herd | None = None) -> dict[str, float]:
        sockets = [process.pid for process in self.ours.processes if process is not None]
        return {
            "sockets": sum(cpu_seconds(pid) for pid in sockets),
            "postgres": sum(cpu_seconds(pid) for pid in family(self.postgres.pid)),
            "redis": cpu_seconds(self.redis.pid),
            "drivers": drivers.cpu_seconds() if drivers else 0.0,
        }

    def measure_idle(self, seconds: float) -> None:
        """CPU seconds a second of the parts while nobody is there: leases, mail, opening of rooms."""
        time.sleep(SETTLE_SECONDS)
        before = self.cpu()
        time.sleep(seconds)
        self.idle = {part: (value - before[part]) / seconds for part, value in self.cpu().items()}


def family(pid: int) -> list[int]:
    """A process and its children: PostgreSQL has one for each connection."""
    found = [pid]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def rehearse(ours: product.Product, rooms: int, seats: int) -> list[list[str]]:
    """Live rooms; the address of each seat names the process that a hash of the session gives."""
    path = ours.folder / f"scale-{rooms}-{time.monotonic_ns()}.csv"
    servers = ",".join(f"ws://127.0.0.1:{port}" for port in ours.ports)
    ours.manage(
        "rehearse", "--rooms", str(rooms), "--seats", str(seats), "--facilitators", "1",
        "--tickets", str(path), "--servers", servers,
    )  # fmt: skip
    with path.open(newline="") as file:
        urls = [row["ws_url"] for row in csv.DictReader(file)]
    return [urls[start : start + seats] for start in range(0, len(urls), seats)]


def step(machine: Machine, given: Namespace, rooms: int, seconds: float) -> dict[str, Any]:
    """So many rooms for so long."""
    urls = rehearse(machine.ours, rooms, given.seats)
    say(f"{rooms} rooms are live; everybody comes")
    drivers = min(given.drivers, rooms)
    with herd(urls, Profile(given.rate, given.warm, seconds + 5), drivers) as crowd:
        crowd.talk()
        time.sleep(given.warm)
        before, since = machine.cpu(crowd), time.perf_counter()
        time.sleep(seconds)
        after, until = machine.cpu(crowd), time.perf_counter()
        time.sleep(DRAIN_SECONDS + 3)
        seen, acked = crowd.outcome(since, until)
    lost = not_in_log(machine.ours, acked)
    used = {part: (after[part] - before[part]) / (until - since) for part in PARTS}
    return row_of(rooms, until - since, used, machine.idle, seen, lost)


def row_of(
    rooms: int, seconds: float, used: dict[str, float], idle: dict[str, float], seen: Outcome, lost: int
) -> dict[str, Any]:
    return {
        "rooms": rooms,
        "seconds": round(seconds),
        **{part: round((used[part] - idle[part]) * 1000 / rooms, 3) for part in PARTS},
        "gross": {part: round(used[part] * 1000 / rooms, 3) for part in PARTS},
        "busy": round(sum(used.values()), 2),
        "acked": f"{seen.acknowledged}/{seen.asked - sum(seen.refused.values())}",
        "refused": seen.refused,
        "not_in_log": lost,
        "unanswered": seen.lost,
        **{f"p{part}": round(percentile(seen.latencies, part / 100), 1) for part in (50, 95, 99)},
        "cut": seen.cut,
        "load": load_average(),
    }


def not_in_log(ours: product.Product, acked: list[list[Any]]) -> int:
    """Acknowledged commands that the log does not have. Must be 0."""
    with psycopg.connect(ours.environment["DIALOGUE_DATABASE_URL"]) as database:
        rows = database.execute("SELECT dialogue_session_id::text, seq FROM dialogue_sessions_roomevent").fetchall()
    return len({(session, seq) for session, seq in acked} - set(rows))


def run(given: Namespace) -> dict[str, Any]:
    with contextlib.ExitStack() as stack:
        redis, postgres = stack.enter_context(redis_server()), stack.enter_context(postgres_server())
        ours = stack.enter_context(product.scaled(postgres.url, redis.url, processes=given.processes))
        all_of_it = Machine(ours, postgres, redis)
        all_of_it.measure_idle(given.idle_seconds)
        say(f"empty: {all_of_it.idle}")
        rows = []
        for rooms in given.rooms:
            rows.append(step(all_of_it, given, rooms, given.seconds))
            say(json.dumps(rows[-1]))
        if given.minutes:
            rows.append(step(all_of_it, given, given.rooms[-1], given.minutes * 60))
            say(json.dumps(rows[-1]))
    return {
        "processes": given.processes, "seats": given.seats, "rate": given.rate, "drivers": given.drivers,
        "idle_ms_per_s": {part: round(value * 1000, 1) for part, value in all_of_it.idle.items()},
        "machine": machine(), "day": today(), "rows": rows,
    }  # fmt: skip


def cells(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(f"{value:g}" if isinstance(value := row[name], float) else str(value) for name in COLUMNS)


def drawing(found: dict[str, Any]) -> str:
    """One point for each number of rooms: the first measured, without the long hold."""
    points = {row["rooms"]: row for row in reversed(found["rows"])}
    lines = {TITLES[part]: [(rooms, points[rooms][part]) for rooms in sorted(points)] for part in PARTS}
    return chart("CPU of a room", "rooms", "milliseconds of CPU a second, for each room", lines)


def markdown(found: dict[str, Any]) -> str:
    idle = ", ".join(f"{TITLES[part]} {value:g}" for part, value in found["idle_ms_per_s"].items() if part != "drivers")
    about = (
        f"Written by `./dev bench scale --save`: {found['processes']} processes, PostgreSQL and Redis, rooms of "
        f"{found['seats']} with {found['rate']:g} commands/s, {found['drivers']} drivers, all on "
        f"{found['machine']['cores']} cores, Python {found['machine']['python']}, {found['day']}. CPU of a room is "
        f"without what the empty processes cost, in ms/s: {idle}. PostgreSQL and Redis keep nothing on disk here."
    )
    picture = "![CPU of a room by number of rooms](scale.svg)"
    return f"# From 10 to 1,000 rooms\n\n{about}\n\n{picture}\n\n{table([HEAD, *map(cells, found['rows'])])}\n"


def main(args: list[str]) -> int:
    parser = ArgumentParser(prog="./dev bench scale", description=__doc__)
    parser.add_argument("--rooms", type=int, nargs="+", default=[10, 100, 300, 1000])
    parser.add_argument("--seats", type=int, default=8, help="in each room, the facilitator among them")
    parser.add_argument("--rate", type=float, default=0.25, help="commands a second in each room")
    parser.add_argument("--processes", type=int, default=4, help="of ours, each one daphne")
    parser.add_argument("--drivers", type=int, default=2, help="processes that speak for the people")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each window")
    parser.add_argument("--warm", type=float, default=10.0)
    parser.add_argument("--idle-seconds", type=float, default=30.0, help="to measure the empty processes")
    parser.add_argument("--minutes", type=float, default=0.0, help="then hold the last number of rooms for so long")
    parser.add_argument("--save", metavar="NAME", nargs="?", const="scale", help="also draws results/NAME.svg")
    given = parser.parse_args(args)
    found = run(given)
    print(columns([HEAD, *map(cells, found["rows"])]))
    save(given.save, found, markdown(found))
    if given.save:
        (RESULTS / f"{given.save}.svg").write_text(drawing(found))
    return 0


if __name__ == "__main__":
    run_as_program(main)
