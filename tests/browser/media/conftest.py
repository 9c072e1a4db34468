"""One Chromium with made-up devices for all tests of sound and picture; they run one after the other."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

from tests.browser.guests import make_room
from tests.browser.media.people import MEDIA_ARGS, Talker, talker
from tests.support.product import Product

# In the middle of a session, in a phase that is planned in pairs (plans/opening.yaml).
LIVE = {"starts_in": -3000, "phase": 3, "into": 60}


@pytest.fixture(scope="session")
def media_browser(play: Playwright, chromium_path: str) -> Iterator[Browser]:
    chromium = play.chromium.launch(executable_path=chromium_path, args=MEDIA_ARGS)
    yield chromium
    chromium.close()


@pytest.fixture(scope="module")
def enter(media_browser: Browser) -> Iterator[Callable[..., list[Talker]]]:
    """Makes a live room of that product and brings its people in: students first, the facilitator last."""
    everybody: list[Talker] = []

    def enter(site: Product, students: int, **options: Any) -> list[Talker]:
        room = make_room(site, students=students, **(LIVE | options))
        came = [talker(media_browser, site, room, place) for place in range(students + 1)]
        everybody.extend(came)
        for one in came:
            one.come()
        for one in came:
            one.sees("status", "live")
        return came

    yield enter
    troubles = [trouble for one in everybody for trouble in one.troubles]
    for one in everybody:
        one.context.close()
    assert not troubles
