"""CPU per delivered frame and command-to-screen time of the room, beside its floors, in one run.

Profile *steady*: 8 seats a room (one facilitates), 2 commands/s a room (half chat, half hands), beats every 5 s. All
servers are processes of their own; they are measured in turn (A B C D A B C D), each round anew, because the machine's
speed drifts. The floors send for each command what our room sends, in number and size of frames (bench/floors).
Warm-up is not counted.
"""

import asyncio
import contextlib
import time
from argparse import ArgumentParser, Namespace
from dataclasses import asdict, dataclass, replace

from bench import report
from bench.driver import DRAIN_SECONDS, Crowd, Profile
from bench.floors import Mix
from bench.measure import cpu_seconds, load_average, percentile, pin, rss_kib
from bench.outcome import Outcome, outcome
from bench.running import run_as_program, save, say
from bench.servers import FLOORS, SHAPES, Target, floor, shape

DEFAULT = "room,hub,thin_hub,asgi_hub,consumer,broadcast,uvicorn,uvicorn_hub"


@dataclass
class Measured:
    """One window of one server. Times in microseconds where the name says so, latencies in milliseconds."""

    name: str
    round: int
    load: float
    cpu_seconds: float
    us_per_frame: float
    us_per_view: float
    us_per_command: float
    views: int
    frames: int
    frames_per_command: float
    bytes_per_command: int
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


async def window(found: Target, profile: Profile) -> tuple[float, float, Outcome]:
    """Everybody comes, warms up, talks while the kernel counts, and goes. Returns CPU seconds, KiB a seat, outcome."""
    crowd = Crowd(found.rooms, found.origin)
    await crowd.come()
    crowd.start(profile)
    await asyncio.sleep(profile.warm_seconds)
    cpu, (frames, size), since = cpu_seconds(found.pid), crowd.heard(), time.perf_counter()
    await asyncio.sleep(profile.seconds)
    cpu, (more_frames, more_size), until = cpu_seconds(found.pid) - cpu, crowd.heard(), time.perf_counter()
    memory = rss_kib(found.pid) - found.empty_kib
    await asyncio.sleep(DRAIN_SECONDS)
    seen = replace(outcome(crowd, since, until), frames=more_frames - frames, bytes=more_size - size)
    await crowd.go()
    urls = iter([seat.url for seat in crowd.seats])
    found.rooms = [[next(urls) for _ in room] for room in found.rooms]
    return cpu, memory / len(crowd.seats), seen


def measure(found: Target, profile: Profile, number: int) -> Measured:
    cpu, memory, seen = asyncio.run(window(found, profile))
    frames, commands = seen.frames.total(), max(1, seen.acknowledged)
    return Measured(
        name=found.name,
        round=number,
        load=load_average(),
        cpu_seconds=round(cpu, 3),
        us_per_frame=round(cpu * 1e6 / max(1, frames), 1),
        us_per_view=round(cpu * 1e6 / max(1, seen.views), 1),
        us_per_command=round(cpu * 1e6 / commands, 1),
        views=seen.views,
        frames=frames,
        frames_per_command=round(frames / commands, 2),
        bytes_per_command=round(seen.bytes.total() / commands),
        shown=round(seen.shown, 4),
        asked=seen.asked,
        acknowledged=seen.acknowledged,
        refused=seen.refused,
        lost=seen.lost,
        cut=seen.cut,
        view_bytes=seen.mean_bytes("view"),
        p50=round(percentile(seen.latencies, 0.50), 1),
        p95=round(percentile(seen.latencies, 0.95), 1),
        p99=round(percentile(seen.latencies, 0.99), 1),
        rss_kib_per_seat=round(memory, 1),
    )


def mix_of(seen: Outcome) -> Mix:
    """What the floors must send: the frames of our room, in number and mean size."""
    return Mix(seen.mean_bytes("view"), seen.mean_bytes("you"), round(seen.frames["you"] / max(1, seen.hands), 3), True)


def run(given: Namespace) -> tuple[Mix, list[Measured]]:
    """The room first, so that the floors know the size of its frames; then all in turn."""
    profile = Profile(commands_per_second=given.rate, warm_seconds=given.warm, seconds=given.seconds)
    short = replace(profile, warm_seconds=1, seconds=min(8, given.seconds))
    done: list[Measured] = []
    with contextlib.ExitStack() as stack:
        names = given.variants.split(",")
        shapes = {
            name: stack.enter_context(shape(name, given.rooms, given.seats, given.facilitators))
            for name in names
            if name in SHAPES
        }
        mix = mix_of(asyncio.run(window(shapes[names[0]], short))[2])
        say(f"the mix of a command: {mix}")
        servers = [
            shapes.get(name) or stack.enter_context(floor(name, given.rooms, given.seats, mix)) for name in names
        ]
        if given.one_core:
            for one in servers:
                pin(one.pid, 0)
        for number in range(1, given.rounds + 1):
            for one in servers:
                done.append(measure(one, profile, number))
                say(report.progress(asdict(done[-1])))
    return mix, done


def arguments(args: list[str]) -> Namespace:
    parser = ArgumentParser(prog="./dev bench room", description=__doc__)
    parser.add_argument("--rooms", type=int, default=25)
    parser.add_argument("--seats", type=int, default=8, help="in each room, the facilitator among them")
    parser.add_argument(
        "--facilitators", type=int, default=1, help="seats of each room that see the facilitators' view"
    )
    parser.add_argument("--rate", type=float, default=2.0, help="commands a second in each room")
    parser.add_argument("--seconds", type=float, default=15.0, help="of each window")
    parser.add_argument("--warm", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--variants", default=DEFAULT, help=f"of {', '.join((*SHAPES, *FLOORS))}; a shape first")
    parser.add_argument("--one-core", action="store_true", help="pin each server to the first core (Linux)")
    parser.add_argument("--save", metavar="NAME", nargs="?", const="room", help="write results/NAME.json and NAME.md")
    given = parser.parse_args(args)
    unknown = set(given.variants.split(",")) - set(SHAPES) - set(FLOORS)
    if unknown or given.variants.split(",")[0] not in SHAPES:
        parser.error(
            f"--variants: {', '.join(unknown) or 'a shape of our room'} must be of those listed, a shape first"
        )
    return given


def main(args: list[str]) -> int:
    given = arguments(args)
    mix, rows = run(given)
    found = report.summary([asdict(one) for one in rows], {**vars(given), "mix": asdict(mix)})
    print(report.plain(found))
    save(given.save, found, report.markdown(found))
    return 0


if __name__ == "__main__":
    run_as_program(main)
