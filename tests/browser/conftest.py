"""One embedded product and one Chromium for all browser tests; every test has rooms and contexts of its own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.guests import CHROMIUM_ARGS, Guest, make_room, make_rooms, sit_down
from tests.browser.held_exchange import World, held_exchange
from tests.support.product import Product, embedded

ROOMS = 40


@pytest.fixture(scope="session")
def site() -> Iterator[Product]:
    with embedded() as product:
        yield product


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """An exchange with groups, held sessions and a certificate, asked without a browser."""
    with held_exchange() as held:
        yield held


@pytest.fixture(scope="session")
def play() -> Iterator[Playwright]:
    with sync_playwright() as play:
        yield play


@pytest.fixture(scope="session")
def browser(play: Playwright, chromium_path: str) -> Iterator[Browser]:
    chromium = play.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGS)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def rooms(site: Product) -> Iterator[dict[str, Any]]:
    """Rooms of two students and a facilitator, in their lobby; made many in one go, each test takes its own."""

    def without_end() -> Iterator[dict[str, Any]]:
        while True:
            yield from make_rooms(site, ROOMS, starts_in=600)

    return without_end()


@pytest.fixture
def gather(site: Product, browser: Browser, rooms: Iterator[dict[str, Any]]) -> Iterator[Callable[..., list[Guest]]]:
    """Makes a room and brings its people in: students first, then facilitators. ``at``: context options by place."""
    everybody: list[Guest] = []

    def gather(at: dict[int, dict[str, Any]] | None = None, **room_options: Any) -> list[Guest]:
        room = make_room(site, **room_options) if room_options else next(rooms)
        for place in range(len(room["people"])):
            everybody.append(sit_down(browser, site, room, place, **(at or {}).get(place, {})).come())
        return everybody

    yield gather
    troubles = [trouble for guest in everybody for trouble in guest.troubles]
    for guest in everybody:
        guest.context.close()
    assert not troubles


@pytest.fixture
def live(gather: Callable[..., list[Guest]]) -> Callable[..., list[Guest]]:
    """The same, and the facilitator (the last) has started."""

    def live(**options: Any) -> list[Guest]:
        guests = gather(**options)
        guests[-1].sees("status", "lobby")
        guests[-1].press("start_session")
        for guest in guests:
            guest.sees("status", "live")
        return guests

    return live
