"""The check "Will it work?" against a real relay: open, blocked UDP, a pass that ended, a pass that is wrong."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.guests import make_room, sit_down
from tests.support.media import LocalTurn, turn_server
from tests.support.product import Product, embedded
from tests.support.services import free_port

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.media]
TRIES = """async ({ ice, now }) => {
  const { isExpired, judgeWays, tryWays } = await import("#media/connection_check");
  const ways = await tryWays(ice);
  const { code } = judgeWays(ways, { expired: isExpired(ice, now) });
  return { code, ways: ways.map((way) => `${way.kind} ${way.state}`) };
}"""


@pytest.fixture(scope="module")
def relay() -> Iterator[LocalTurn]:
    with turn_server() as found:
        yield found


@pytest.fixture(scope="module")
def relayed(relay: LocalTurn) -> Iterator[Product]:
    with embedded(**relay.environment) as product:
        yield product


def test_the_relay_is_reached_or_the_page_says_what_keeps_it_away(
    relayed: Product, relay: LocalTurn, media_browser: Browser
) -> None:
    room = make_room(relayed, starts_in=600, students=1)
    ana = sit_down(media_browser, relayed, room, 0, permissions=["microphone", "camera"])
    ana.page.goto("/sessions/check/")
    ana.page.get_by_role("button", name="Check sound and picture").click()
    expect(ana.page.locator('[data-check="ways"]')).to_have_attribute("data-level", "ok")
    expect(ana.page.locator('[data-check="ways"]')).to_contain_text("The way is open")
    ana.page.get_by_role("button", name="Play a sound").click()
    ana.page.get_by_role("button", name="Yes").click()
    expect(ana.page.locator("#check-verdict")).to_have_text("Everything works.")

    def tried(ice: list[dict[str, Any]]) -> Any:
        return ana.page.evaluate(TRIES, {"ice": ice, "now": time.time()})

    with ana.page.expect_response("**/check/relays/") as answer:
        ana.page.locator("#check-again").click()
    stun, turn = answer.value.json()["ice"]
    nobody = f"{relay.address}:{free_port()}"
    dead = {**turn, "urls": [f"turn:{nobody}?transport=udp", *[url for url in turn["urls"] if "tcp" in url]]}
    assert tried([stun, turn]) == {"code": "open", "ways": ["stun open", "udp open", "tcp open"]}
    assert tried([{"urls": [f"stun:{nobody}"]}, dead])["code"] == "detour"
    assert tried([{"urls": [f"stun:{nobody}"]}])["code"] == "closed"
    assert tried([stun, {**turn, "credential": "wrong"}])["code"] == "refused"
    ended = f"{int(time.time()) - 60}:check.1"
    assert tried([{**turn, "username": ended, "credential": "of no use now"}])["code"] == "expired"
    ana.context.close()
    assert not ana.troubles
