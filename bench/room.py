"""CPU per delivered view and command-to-screen time of the room, beside its floors, in one run.

Profile *steady*: 8 seats a room, 2 commands/s a room (half chat, half hands), beats every 5 s. All servers are
processes of their own; they are measured in turn (A B C D A B C D), each round anew, because the machine's speed
drifts. The floors send one view of the room's own size for each command; the room's chat lines and private frames
come on top and are counted against it. Warm-up is not counted.
"""

import asyncio
import contextlib
import json
import signal
import sys
import time
from argparse import ArgumentParser, Namespace
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import report
from bench.driver import DRAIN_SECONDS, Crowd, Outcome, Profile, outcome
from bench.measure import cpu_seconds, load_average, percentile, rss_kib
from bench.servers import FLOORS, SHAPES, Target, target

RESULTS = Path(__file__).parent / "results"
DEFAULT = "room,hub,asgi_hub,consumer,broadcast"


@dataclass
class Measured:
    """One window of one server. Times in microseconds where the name says so, latencies in milliseconds."""

    name: str
    round: int
    load: float
    cpu_seconds: float
    us_per_view: float
    us_per_frame: float
    views: int
    frames: int
    shown: float
    asked: int
    acknowledged: int
    refused: dict[str, int]
    lost: int
    cut: int
    view_bytes: int
    p50: float
    p95: float
    p99: float
    rss_kib_per_seat: float


async def measure(found: Target, profile: Profile, number: int) -> Measured:
    """One window: everybody comes, warms up, talks while the kernel counts, and goes."""
    crowd = Crowd(found.rooms, found.origin)
    await crowd.come()
    crowd.start(profile)
    await asyncio.sleep(profile.warm_seconds)
    cpu, frames, since = cpu_seconds(found.pid), crowd.frames(), time.perf_counter()
    await asyncio.sleep(profile.seconds)
    cpu, frames, until = cpu_seconds(found.pid) - cpu, crowd.frames() - frames, time.perf_counter()
    memory = rss_kib(found.pid) - found.empty_kib
    await asyncio.sleep(DRAIN_SECONDS)
    seen = outcome(crowd, since, until, frames)
    await crowd.go()
    urls = iter([seat.url for seat in crowd.seats])
    found.rooms = [[next(urls) for _ in room] for room in found.rooms]
    return measured(found.name, number, cpu, memory / len(crowd.seats), seen)


def measured(name: str, number: int, cpu: float, memory: float, seen: Outcome) -> Measured:
    return Measured(
        name=name,
        round=number,
        load=load_average(),
        cpu_seconds=round(cpu, 3),
        us_per_view=round(cpu * 1e6 / max(1, seen.views), 1),
        us_per_frame=round(cpu * 1e6 / max(1, seen.frames), 1),
        views=seen.views,
        frames=seen.frames,
        shown=round(seen.shown, 4),
        asked=seen.asked,
        acknowledged=seen.acknowledged,
        refused=seen.refused,
        lost=seen.lost,
        cut=seen.cut,
        view_bytes=round(seen.view_bytes),
        p50=round(percentile(seen.latencies, 0.50), 1),
        p95=round(percentile(seen.latencies, 0.95), 1),
        p99=round(percentile(seen.latencies, 0.99), 1),
        rss_kib_per_seat=round(memory, 1),
    )


def run(given: Namespace) -> list[Measured]:
    """The room first, so that the floors know the size of its views; then all in turn."""
    profile = Profile(commands_per_second=given.rate, warm_seconds=given.warm, seconds=given.seconds)
    short = Profile(commands_per_second=given.rate, warm_seconds=1, seconds=4)
    done: list[Measured] = []
    with contextlib.ExitStack() as stack:
        names = given.variants.split(",")
        first = stack.enter_context(target(names[0], given.rooms, given.seats, given.payload))
        payload = given.payload or asyncio.run(measure(first, short, 0)).view_bytes
        say(f"a view has {payload} bytes")
        others = [stack.enter_context(target(name, given.rooms, given.seats, payload)) for name in names[1:]]
        for number in range(1, given.rounds + 1):
            for one in (first, *others):
                done.append(asyncio.run(measure(one, profile, number)))
                say(report.progress(asdict(done[-1])))
    return done


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def arguments(args: list[str]) -> Namespace:
    parser = ArgumentParser(prog="./dev bench room", description=__doc__)
    parser.add_argument("--rooms", type=int, default=25)
    parser.add_argument("--seats", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2.0, help="commands a second in each room")
    parser.add_argument("--seconds", type=float, default=15.0, help="of each window")
    parser.add_argument("--warm", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--payload", type=int, default=0, help="bytes of the floors' views (0: as the room's)")
    parser.add_argument("--variants", default=DEFAULT, help=f"of {', '.join((*SHAPES, *FLOORS))}; a shape first")
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.name}/room.json and room.md")
    given = parser.parse_args(args)
    unknown = set(given.variants.split(",")) - set(SHAPES) - set(FLOORS)
    if unknown or given.variants.split(",")[0] not in SHAPES:
        parser.error(
            f"--variants: {', '.join(unknown) or 'a shape of our room'} must be of those listed, a shape first"
        )
    return given


def main(args: list[str]) -> int:
    given = arguments(args)
    rows = [asdict(one) for one in run(given)]
    found = report.summary(rows, vars(given))
    print(report.plain(found))
    if given.save:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "room.json").write_text(json.dumps(found, indent=1) + "\n")
        (RESULTS / "room.md").write_text(report.markdown(found))
    return 0


def leave(number: int, frame: object) -> None:
    """A stop signal becomes an exit, so that the servers are stopped on the way."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, leave)
    sys.exit(main(sys.argv[1:]))
