"""How soon a page is back after the line was away for 10 s: real pages in Chromium, through a line that is cut.

The line is cut at a moment of the beat that differs each time. Counted from the moment when the line is whole again to
the page's ``live``, that is to the answer of the server, for every page and cut.
"""

import os
import random
import time
from argparse import ArgumentParser
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.cut_line import Line, line_to
from bench.measure import percentile
from bench.running import columns, machine, run_as_program, save, say, table, today
from tests.browser.guests import CHROMIUM_ARGS, make_room, sit_down
from tests.support.product import Product, embedded
from tests.support.services import chromium_program

HOWS = {"cut": "plug pulled", "swallow": "everything swallowed"}
GOAL_SECONDS = 2.0
BEAT_SECONDS = 5.0
BACK_WITHIN_SECONDS = 60
# Notes the moment of each change of the page's state, on the clock of this machine.
WATCH = """() => {
  window.states = [];
  new MutationObserver(() => states.push([Date.now() / 1000, room.dataset.status]))
    .observe(document.getElementById("room"), {attributes: true, attributeFilter: ["data-status"]});
}"""
HEAD = ("outage", "cuts", "pages", "back p50 s", "back p95 s", "back worst s", "told p95 s", "never noticed")


def pages_through(line: Line, browser: Browser, site: Product, students: int) -> list[Page]:
    """Everybody of one room, live, behind the line."""
    room = make_room(site, starts_in=600, students=students)
    pages = []
    for place in range(len(room["people"])):
        guest = sit_down(browser, site, room, place)
        guest.page.goto(f"http://127.0.0.1:{line.port}{room['path']}")
        pages.append(guest.page)
    pages[-1].locator('[data-do="start_session"]:visible').first.click()
    for page in pages:
        page.wait_for_function("() => document.getElementById('room').dataset.status === 'live'")
        page.evaluate(WATCH)
    return pages


def one_cut(line: Line, pages: list[Page], how: str, seconds: float) -> list[dict[str, float | None]]:
    for page in pages:
        page.evaluate("() => { states.length = 0 }")
    line.cut(how)
    began = time.time()
    wait(pages[0], seconds)
    line.mend()
    whole = time.time()
    for page in pages:
        page.wait_for_function(BACK, arg=whole, timeout=BACK_WITHIN_SECONDS * 1000)
    return [figures(page.evaluate("() => states"), began, whole) for page in pages]


# Live, and the line has carried something since it is whole: a change after that moment, or a beat that was answered.
BACK = """(whole) => document.getElementById('room').dataset.status === 'live'
  && (states.length ? states.at(-1)[0] >= whole : Date.now() / 1000 > whole + 12)"""


def wait(page: Page, seconds: float) -> None:
    """In the browser's driver, so that its events are read meanwhile."""
    page.wait_for_timeout(seconds * 1000)


def figures(states: list[tuple[float, str]], began: float, whole: float) -> dict[str, float | None]:
    """Seconds from the cut to "Reconnecting", and from the mended line to "live"; None for who noticed nothing."""
    told = next((at - began for at, state in states if state == "reconnecting"), None)
    back = next((at - whole for at, state in reversed(states) if state == "live"), None)
    return {"told": told, "back": back}


def measure(line: Line, pages: list[Page], how: str, cuts: int, seconds: float, seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    found: list[dict[str, float | None]] = []
    for number in range(1, cuts + 1):
        wait(pages[0], BEAT_SECONDS + chance.uniform(0, BEAT_SECONDS))
        found += one_cut(line, pages, how, seconds)
        say(f"{how} {number} of {cuts}: back after {[round(one['back'] or 0, 2) for one in found[-len(pages) :]]} s")
    back = sorted(one["back"] for one in found if one["back"] is not None)
    told = sorted(one["told"] for one in found if one["told"] is not None)
    return {
        "how": how,
        "cuts": cuts,
        "pages": len(pages),
        "seconds": seconds,
        "back": {"p50": percentile(back, 0.5), "p95": percentile(back, 0.95), "most": max(back)},
        "told": {"p95": percentile(told, 0.95), "most": max(told)},
        "never_noticed": len(found) - len(back),
        "each": found,
    }


def rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        HEAD,
        *(
            (
                f"{one['seconds']:g} s, {HOWS[one['how']]}", str(one["cuts"]), str(one["pages"]),
                f"{one['back']['p50']:.2f}", f"{one['back']['p95']:.2f}", f"{one['back']['most']:.2f}",
                f"{one['told']['p95']:.2f}", str(one["never_noticed"]),
            )
            for one in found["outages"]
        ),
    ]  # fmt: skip


def markdown(found: dict[str, Any]) -> str:
    return f"""# Back after an outage

`./dev bench resume --save`: {found["day"]}, {found["machine"]["cores"]} cores, load average {found["load"]:g},
Chromium. Pages of one live room behind a TCP line that is away for so long.
Goal: p95 of *back* under {GOAL_SECONDS:g} s.

{table(rows(found))}

*back*: from the line being whole again to the page being live, the server's answer included. *told*: from the cut to
"Reconnecting"; in a tunnel that swallows everything this takes up to a beat (5 s) and 5 s more, because nothing tells
the browser. *plug pulled*: connections are reset, new ones refused. *everything swallowed*: what is open goes silent
for good and answers nothing any more, also afterwards; new connections hang.
"""


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="./dev bench resume", description=__doc__)
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--students", type=int, default=3)
    parser.add_argument("--how", choices=[*HOWS, "both"], default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", metavar="NAME", nargs="?", const="resume", help="write results/NAME.json and NAME.md")
    given = parser.parse_args(arguments)
    with embedded() as site, line_to(site.ports[0]) as line, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_program(), args=CHROMIUM_ARGS)
        pages = pages_through(line, browser, site, given.students)
        hows = HOWS if given.how == "both" else (given.how,)
        outages = [measure(line, pages, how, given.cuts, given.seconds, given.seed) for how in hows]
        browser.close()
    load = round(os.getloadavg()[2], 1)
    found = {"day": today(), "machine": machine(), "load": load, "goal_seconds": GOAL_SECONDS, "outages": outages}
    print(columns(rows(found)))
    save(given.save, found, markdown(found))
    return 0 if all(one["back"]["p95"] < GOAL_SECONDS for one in outages) else 1


if __name__ == "__main__":
    run_as_program(main)
