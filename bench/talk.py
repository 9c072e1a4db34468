"""Talk time against known speech: four real pages speak sentences of a speech synthesiser, the product counts.

One at a time, all at once, in a low voice, in noise, and noise alone. The truth is in the sound that was made: a
sentence lasts from its first to its last sample above -50 dBFS. Sound takes the time that it takes: three minutes.
"""

import json
from argparse import ArgumentParser
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from random import Random
from typing import Any

from playwright.sync_api import sync_playwright

from bench.running import RESULTS, columns, machine, run_as_program, save, say, table, today
from tests.browser.guests import make_room
from tests.browser.media.people import MEDIA_ARGS, Talker, talker
from tests.browser.media.stage import (
    WRITTEN_SECONDS,
    connected,
    measured,
    perform,
    room_noise,
    say_yes,
    unmute,
    wait,
    wait_until_written,
    with_known_microphone,
)
from tests.support.media import janus_server
from tests.support.product import Product, embedded
from tests.support.services import chromium_program
from tests.support.speech import FULL, RATE, Track, silence, speech

HEAD = ("speech", "way", "speakers", "spoken s", "measured s", "worst error", "covered", "witnesses apart")
NAMES = {
    "quiet": "one at a time, quiet room",
    "overlap": "all at once, quiet room",
    "noisy": "in noise at -45 dBFS, others speak too",
    "low": "low voice (-15 dB), all at once",
    "noise": "noise alone at -40 dBFS",
    "sudden": "noise at -25 dBFS that begins",
}


# What each of the four people does, one run after the other, and how noisy their rooms are all the while. A noise that
# begins is taken for speech until the floor has risen: last, so that it spoils nothing else.
RUNS = (
    ("quiet", "quiet", "noisy", "noise"),
    ("overlap", "overlap", "noisy", "noise"),
    ("low", "low", "noisy", "sudden"),
)
ROOMS_DBFS = (None, None, -45.0, -40.0)
QUIET_SECONDS = 24


def track_of(name: str, place: int, run: int) -> Track:
    """Of noise alone there is nothing to be right about."""
    seed = 10 * run + place
    match name:
        case "quiet":
            return after(QUIET_SECONDS * place, speech(seed, QUIET_SECONDS))
        case "overlap" | "noisy":
            return speech(seed, 24)
        case "low":
            return speech(seed, 24, gain_db=-15)
        case "sudden":
            return noise(20, -25)
    return Track(silence(20), ())


def noise(seconds: float, level_dbfs: float) -> Track:
    random, deviation = Random(7), FULL * 10 ** (level_dbfs / 20)
    return Track(array("h", (round(random.gauss(0, deviation)) for _ in range(round(seconds * RATE)))), ())


def after(seconds: float, track: Track) -> Track:
    truth = tuple((begin + seconds, end + seconds) for begin, end in track.truth)
    return Track(silence(seconds) + track.samples, truth)


@contextmanager
def four(way: str) -> Iterator[tuple[Product, list[Talker]]]:
    """Four people in a live room, measured, with their microphones on."""
    with ExitStack() as held:
        site = held.enter_context(embedded(**with_server(way, held)))
        play = held.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=str(chromium_program()), args=MEDIA_ARGS)
        held.callback(browser.close)
        room = make_room(site, starts_in=60, students=3)
        came = [talker(browser, site, room, place) for place in range(4)]
        for one in came:
            with_known_microphone(one)
            one.come()
        say_yes(site, came[0])
        came[-1].sees("status", "lobby")
        came[-1].press("start_session")
        for one, dbfs in zip(came, ROOMS_DBFS, strict=True):
            room_noise(one, dbfs)
            one.sees("status", "live")
            unmute(one)
        for one in came:
            connected(one, 3 if way == "mesh" else 1)
        yield site, came


def with_server(way: str, held: ExitStack) -> dict[str, Any]:
    if way == "mesh":
        return {}
    return held.enter_context(janus_server()).environment


def measure(way: str) -> list[dict[str, Any]]:
    """A row for each kind of speech, with everybody who did it in any run."""
    done: dict[str, list[tuple[dict[str, int], Track]]] = {name: [] for name in NAMES}
    with four(way) as (site, people):
        wait(people[0], WRITTEN_SECONDS)
        before = measured(site, people[0])
        for number, run in enumerate(RUNS):
            say(f"{way}: {', '.join(NAMES[name] for name in dict.fromkeys(run))}")
            tracks = [track_of(name, place, number) for place, name in enumerate(run)]
            perform(*zip(people, tracks, strict=True))
            wait_until_written(people[0])
            now = measured(site, people[0])
            for one, name, track in zip(people, run, tracks, strict=True):
                done[name].append((grown(str(one.seat), before, now), track))
            before = now
    return [row_of(name, way, *zip(*found, strict=True)) for name, found in done.items()]


def grown(seat: str, before: dict[str, dict[str, int]], now: dict[str, dict[str, int]]) -> dict[str, int]:
    return {what: value - before.get(seat, {}).get(what, 0) for what, value in now[seat].items()}


def row_of(name: str, way: str, figures: Sequence[dict[str, int]], tracks: Sequence[Track]) -> dict[str, Any]:
    found = [figure["talk"] / 10 for figure in figures]
    return {
        "speech": name,
        "way": way,
        "spoken_seconds": [round(track.spoken_seconds, 1) for track in tracks],
        "measured_seconds": found,
        "worst_error": worst_error(found, tracks),
        "covered": sum(figure["covered"] for figure in figures) / max(1, sum(figure["unmuted"] for figure in figures)),
        "apart_seconds": max(figure["disputed"] for figure in figures) / 10,
    }


def worst_error(found: list[float], tracks: Sequence[Track]) -> float | None:
    pairs = zip(found, tracks, strict=True)
    errors = [abs(seconds - track.spoken_seconds) / track.spoken_seconds for seconds, track in pairs if track.truth]
    return max(errors, default=None)


def cells(row: dict[str, Any]) -> tuple[str, ...]:
    error = row["worst_error"]
    told = " ".join(f"{seconds:.1f}" for seconds in row["measured_seconds"])
    return (
        NAMES[row["speech"]],
        row["way"],
        str(len(row["spoken_seconds"])),
        " ".join(f"{seconds:.1f}" for seconds in row["spoken_seconds"]),
        told,
        "-" if error is None else f"{100 * error:.1f} %",
        f"{100 * row['covered']:.0f} %",
        f"{row['apart_seconds']:.1f} s",
    )


def markdown(found: dict[str, Any]) -> str:
    about = (
        f"Written by `./dev bench talk --save`: {found['machine']['cores']} cores for four pages, server and "
        f"sound, Python {found['machine']['python']}, {found['day']}. espeak-ng speaks; its sound is put where "
        "the microphone would be: nothing suppresses noise. `worst error`: of the speaker measured worst; `covered`: "
        "share of the time with the microphone on for which somebody had the sound, without the seconds that were not "
        "written yet; `witnesses apart`: of the speaker for whom it was longest."
    )
    return f"# Talk time against known speech\n\n{about}\n\n{table([HEAD, *map(cells, found['rows'])])}\n"


def main(args: list[str]) -> int:
    parser = ArgumentParser(prog="./dev bench talk", description=__doc__)
    parser.add_argument("--way", choices=["mesh", "sfu"], action="append", help="default: both")
    parser.add_argument("--save", metavar="NAME", nargs="?", const="talk", help="rows of the other way stay")
    options = parser.parse_args(args)
    ways = options.way or ["mesh", "sfu"]
    rows = []
    for way in ways:
        rows += measure(way)
    rows = sorted(
        [*kept_rows(options.save, ways), *rows], key=lambda row: (list(NAMES).index(row["speech"]), row["way"])
    )
    found = {"day": today(), "machine": machine(), "rows": rows}
    print(columns([HEAD, *map(cells, rows)]))
    save(options.save, found, markdown(found))
    return 0


def kept_rows(name: str | None, ways: list[str]) -> list[dict[str, Any]]:
    path = RESULTS / f"{name}.json"
    known = json.loads(path.read_text())["rows"] if name and path.exists() else []
    return [row for row in known if row["way"] not in ways]


if __name__ == "__main__":
    run_as_program(main)
