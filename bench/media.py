"""What sound and picture cost: CPU and line for each person, from browser to browser and over a media server.

Real pages in headless Chromium with made-up devices, in one room that fills: in the mesh up to 6 people with cameras,
over Janus up to 6 with cameras and 12 with sound alone. Everything runs on this one machine, so browsers make pictures
smaller or fewer by themselves when its cores are full: `frames/s` tells that (15 are sent when they are not).
"""

import contextlib
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.chart import chart
from bench.measure import cpu_seconds, load_average, middle
from bench.media_pages import ARGS, Page, chromium_seconds, come, wait_for
from bench.running import RESULTS, columns, machine, run_as_program, save, say, table, today
from tests.browser.guests import make_room
from tests.support.media import LocalJanus, janus_server
from tests.support.product import Product, embedded
from tests.support.services import chromium_program

SETTLE_SECONDS = 6  # the sender's estimate of the line has grown by then
WITH_PICTURES = {"mesh": (2, 3, 4, 6), "sfu": (2, 4, 6)}
SOUND_ALONE = {"mesh": (6,), "sfu": (6, 8, 10, 12)}
NAMES = {"mesh": "browser to browser", "sfu": "over Janus"}
COLUMNS = {
    "name": "way",
    "people": "people",
    "page_percent": "page CPU %",
    "shared_percent": "shared CPU %",
    "up_kbps": "up kbit/s",
    "down_kbps": "down kbit/s",
    "frames_per_second": "frames/s",
    "pictures": "pictures",
    "janus_percent": "Janus CPU %",
    "product_percent": "product CPU %",
    "load": "load",
}


class Room:
    """One room whose people come one after the other: the facilitator first, who starts it."""

    def __init__(self, browser: Browser, site: Product, janus: LocalJanus | None, people: int) -> None:
        self.browser, self.site, self.janus = browser, site, janus
        self.room = make_room(site, starts_in=60, students=people - 1)
        self.pages: list[Page] = []
        self.places = [people - 1, *range(people - 1)]

    def grow(self, people: int, *, cameras: bool) -> None:
        while len(self.pages) < people:
            page = come(self.browser, self.site, self.room, self.places[len(self.pages)])
            self.pages.append(page)
            if len(self.pages) == 1:
                page.guest.sees("status", "lobby")
                page.guest.press("start_session")
            page.guest.sees("status", "live")
            page.set("mic", "on")
            if cameras:
                page.set("camera", "on")

    def leave(self, people: int) -> None:
        for page in self.pages[people:]:
            page.guest.context.close()
        del self.pages[people:]

    def window(self, mode: str, seconds: float, *, cameras: bool) -> dict[str, Any]:
        people = len(self.pages)
        others = people - 1
        wait_for(self.pages, others if cameras else 0, others)
        time.sleep(SETTLE_SECONDS)
        before, cpu_before, began = [page.figures() for page in self.pages], self.cpu(), time.monotonic()
        time.sleep(seconds)
        after, cpu_after, took = [page.figures() for page in self.pages], self.cpu(), time.monotonic() - began
        each = list(zip(before, after, strict=True))
        row = {
            "mode": mode,
            "name": f"{NAMES[mode]}, {'pictures' if cameras else 'sound'}",
            "people": people,
            "up_kbps": round(middle([rate(a, b, "sent") * 8 / 1000 for a, b in each])),
            "down_kbps": round(middle([rate(a, b, "received") * 8 / 1000 for a, b in each])),
            "pictures": int(middle([b["pictures"] for _, b in each])) if cameras else 0,
            "load": load_average(),
        }
        shown = [rate(a, b, "decoded") / b["pictures"] for a, b in each if cameras and b["pictures"]]
        row["frames_per_second"] = round(middle(shown), 1)
        used = {name: 100 * (cpu_after[name] - cpu_before[name]) / took for name in cpu_after}
        row["page_percent"] = round(used["pages"] / people, 1)
        row["shared_percent"] = round(used["shared"] / people, 1)
        row["janus_percent"], row["product_percent"] = round(used["janus"], 1), round(used["product"], 1)
        say(f"{row['name']:<30} {people:2} people: {row['page_percent']:5.1f} % a page, {row['up_kbps']:5} kbit/s up, "
            f"{row['frames_per_second']:4.1f} frames/s of {row['pictures']} pictures, load {row['load']}")  # fmt: skip
        return row

    def cpu(self) -> dict[str, float]:
        server = self.site.processes[0]
        assert server is not None
        janus = cpu_seconds(self.janus.pid) if self.janus else 0.0
        return {**chromium_seconds(self.browser), "janus": janus, "product": cpu_seconds(server.pid)}

    def first_pictures(self, times: int) -> list[float]:
        """The second person loads the room anew: when is the first one's picture there. Milliseconds."""
        found = []
        for _ in range(times):
            page = self.pages[1].page
            page.reload()
            found.append(self.pages[1].first_picture_ms())
        return found


def rate(before: dict[str, float], after: dict[str, float], name: str) -> float:
    """A second, by the page's own clock."""
    return max(0.0, after[name] - before[name]) * 1000 / (after["at"] - before["at"])


def measured(mode: str, browser: Browser, site: Product, janus: LocalJanus | None, seconds: float) -> dict[str, Any]:
    """The room grows with cameras, then all cameras go off, then more people with sound come."""
    sizes = WITH_PICTURES[mode], SOUND_ALONE[mode]
    room = Room(browser, site, janus, max(max(size) for size in sizes))
    rows, first = [], []
    for people in sizes[0]:
        room.grow(people, cameras=True)
        if people == 2:
            first = room.first_pictures(5)
            room.pages[1].set("camera", "on")  # never switched on by a reload
        rows.append(room.window(mode, seconds, cameras=True))
    for page in room.pages:
        page.set("camera", "off")
    for people in sizes[1]:
        room.grow(people, cameras=False)
        rows.append(room.window(mode, seconds, cameras=False))
    troubles = [trouble for page in room.pages for trouble in page.guest.troubles]
    room.leave(0)
    return {"rows": rows, "first_picture_ms": [round(one) for one in first], "troubles": troubles}


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_program(), args=ARGS)
        yield browser
        browser.close()


def run(seconds: float, ways: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"seconds": seconds, "machine": machine(), "day": today(), "ways": {}}
    if "mesh" in ways:
        with embedded(DIALOGUE_MEDIA="mesh") as site, chromium() as browser:
            found["ways"]["mesh"] = measured("mesh", browser, site, None, seconds)
    if "sfu" in ways:
        with janus_server() as janus, embedded(**janus.environment) as site, chromium() as browser:
            found["ways"]["sfu"] = measured("sfu", browser, site, janus, seconds)
    return found


# -- the result ------------------------------------------------------------------------------------------------


def rows_of(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for way in found["ways"].values() for row in way["rows"]]


def cells(found: dict[str, Any]) -> list[tuple[str, ...]]:
    return [tuple(COLUMNS.values()), *(tuple(str(row[key]) for key in COLUMNS) for row in rows_of(found))]


def about(found: dict[str, Any]) -> str:
    return (
        f"Windows of {found['seconds']:g} s after {SETTLE_SECONDS} s of rest; headless Chromium without a graphics "
        f"card, all people on one machine with {found['machine']['cores']} cores; {found['day']}."
    )


def first_pictures(found: dict[str, Any]) -> str:
    lines = [
        f"{NAMES[mode]}: median {middle(way['first_picture_ms']):.0f} ms, each {way['first_picture_ms']}"
        for mode, way in found["ways"].items()
    ]
    return "From the start of loading the room to the first picture of the other, in a pair:\n\n" + "\n".join(
        f"- {line}" for line in lines
    )


def markdown(found: dict[str, Any]) -> str:
    parts = ["# What sound and picture cost", "Written by `./dev bench media --save`. " + about(found)]
    parts += [
        table(cells(found)),
        "![CPU](media-cpu.svg)\n\n![upload](media-upload.svg)",
        first_pictures(found),
        LEGEND,
    ]
    return "\n\n".join(parts) + "\n"


def charts(found: dict[str, Any]) -> dict[str, str]:
    def lines(key: str) -> dict[str, list[tuple[float, float]]]:
        made: dict[str, list[tuple[float, float]]] = {}
        for row in sorted(rows_of(found), key=lambda row: row["people"]):
            made.setdefault(row["name"], []).append((row["people"], row[key]))
        return made

    return {
        "media-cpu": chart("CPU of one person's page", "people in the room", "% of a core", lines("page_percent")),
        "media-upload": chart("Upload of one person", "people in the room", "kbit/s", lines("up_kbps")),
    }


LEGEND = """`page CPU`: of one person's renderer process, in percent of a core. `shared CPU`: of Chromium's common
processes (network, drawing without a graphics card), divided by the people; on one's own computer it is there once.
`up`, `down`: all packets of one person, by the browser's statistics. `frames/s`: of one picture that is shown; 15 are
asked for, so fewer means that the cores were full and the figures of CPU are too low. `product CPU`: of the server
process, with all it does for the room. What follows from it: docs/explanation/media-cost.md."""


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="./dev bench media", description="What sound and picture cost each person.")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each window")
    parser.add_argument("--way", choices=list(NAMES), help="only this one")
    parser.add_argument("--save", action="store_true", help="write bench/results/media.*")
    options = parser.parse_args(arguments)
    found = run(options.seconds, [options.way] if options.way else list(NAMES))
    print(columns(cells(found)))
    print("\n" + first_pictures(found))
    if options.save:
        save("media", found, markdown(found))
        for name, drawn in charts(found).items():
            (RESULTS / f"{name}.svg").write_text(drawn)
    return 1 if any(way["troubles"] for way in found["ways"].values()) else 0


if __name__ == "__main__":
    run_as_program(main)
