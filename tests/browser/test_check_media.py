"""The whole check "Will it work?" in Chromium with devices that it makes up: a ball that moves, a beep each second."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.guests import CHROMIUM_ARGS, PHONE, Guest, make_room, sit_down
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers]
# Without the flag that presses "Allow" by itself: who was given no permission is refused, as by a person.
DEVICE_ARGS = [
    *CHROMIUM_ARGS,
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--mute-audio",
]
TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
ALLOWED = {"permissions": ["microphone", "camera"]}
CHECK = "/sessions/check/"
# What a browser throws when it cannot, for all devices or for one kind.
THROWS = """(names) => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    for (const [kind, name] of Object.entries(names)) if (wish[kind]) throw new DOMException("", name);
    const stream = await ask(wish);
    (window.captured ??= []).push(...stream.getTracks());
    return stream;
  };
}"""

STILL_THERE = """(address) => new Promise((done) => Object.assign(document.createElement("video"), {
  onerror: () => done("gone"), onloadedmetadata: () => done("there"), src: address }))"""


@pytest.fixture(scope="module")
def with_devices(play: Playwright, chromium_path: str) -> Iterator[Browser]:
    chromium = play.chromium.launch(executable_path=chromium_path, args=DEVICE_ARGS)
    yield chromium
    chromium.close()


@pytest.fixture(scope="module")
def room(site: Product) -> dict[str, Any]:
    """With a student for each page of this file: what one person may ask is limited."""
    made = [make_room(site, starts_in=600, students=8, facilitators=2) for _ in range(2)]
    return {**made[0], "rooms": made, "taken": iter([(one, place) for one in made for place in range(8)])}


@pytest.fixture
def checker(site: Product, room: dict[str, Any], with_devices: Browser) -> Iterator[Callable[..., Guest]]:
    guests: list[Guest] = []

    def checker(browser: Browser = with_devices, throws: dict[str, str] | None = None, **options: Any) -> Guest:
        of, place = next(room["taken"])
        guests.append(sit_down(browser, site, of, place, **{**ALLOWED, **options}))
        if throws is not None:
            guests[-1].page.add_init_script(f"({THROWS})({json.dumps(throws)})")
        guests[-1].page.goto(CHECK)
        expect(guests[-1].page.locator("#check-begin")).to_be_visible()
        return guests[-1]

    yield checker
    troubles = [trouble for guest in guests for trouble in guest.troubles]
    for guest in guests:
        guest.context.close()
    assert not troubles


def press(guest: Guest, name: str) -> None:
    guest.page.get_by_role("button", name=name).click()


def line(guest: Guest, key: str) -> Any:
    return guest.page.locator(f'[data-check="{key}"]')


def has(guest: Guest, **levels: str) -> None:
    for key, level in levels.items():
        expect(line(guest, key)).to_have_attribute("data-level", level)


def verdict(guest: Guest, text: str) -> None:
    expect(guest.page.locator("#check-verdict")).to_contain_text(text)


def told(guest: Guest, text: str) -> None:
    expect(guest.page.locator("#check-told")).to_contain_text(text)


# -- everything works ---------------------------------------------------------------------------------------------


def test_sound_picture_and_network_are_tried_and_told(checker: Callable[..., Guest]) -> None:
    ana = checker()
    press(ana, "Check sound and picture")
    has(ana, microphone="ok", camera="ok", upload="ok", ways="unknown", speaker="waiting")
    verdict(ana, "Now play the sound")
    told(ana, "Told to who leads your sessions: ready.")
    ana.page.wait_for_function("() => Number(document.getElementById('check-level').getAttribute('width')) > 5")
    ana.page.wait_for_function("() => document.getElementById('check-preview').videoWidth > 0")
    expect(ana.page.locator("#check-microphone option").first).not_to_have_text("")
    ana.accessible()
    press(ana, "Play a sound")
    press(ana, "No")
    verdict(ana, "you do not hear them")
    told(ana, "needs help (speaker)")
    press(ana, "Yes")
    verdict(ana, "Everything that can be tried from here works.")
    told(ana, "ready")
    ana.page.reload()
    expect(ana.page.locator("#check-last")).to_contain_text(": ready.")
    press(ana, "Take the result back")
    expect(ana.page.locator("#check-begin")).to_be_visible()
    expect(ana.page.locator("#check-last")).to_have_count(0)


def test_the_recording_is_played_once_and_gone(checker: Callable[..., Guest]) -> None:
    ana = checker()
    sent: list[str] = []
    press(ana, "Check sound and picture")
    told(ana, "ready")
    ana.page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    press(ana, "Record me and play it")
    playback = ana.page.locator("#check-playback")
    expect(playback).to_be_visible()
    address = playback.get_attribute("src") or ""
    assert address.startswith("blob:")
    ana.page.wait_for_function("() => document.getElementById('check-playback').currentTime > 0.5")
    expect(playback).to_be_hidden()
    expect(ana.page.locator("#check-record-note")).to_contain_text("deleted")
    assert playback.get_attribute("src") is None
    assert ana.page.evaluate(STILL_THERE, address) == "gone"
    assert [one for one in sent if one.startswith("POST")] == []


def test_on_a_phone_from_right_to_left_with_sound_only(checker: Callable[..., Guest]) -> None:
    ana = checker(**TOUCH, color_scheme="dark")
    ana.fits()
    ana.page.get_by_role("button", name="Sound only").tap()
    has(ana, microphone="ok", camera="unknown")
    told(ana, "ready")
    verdict(ana, "Microphone and connection work")
    expect(ana.page.locator("#check-preview")).to_be_hidden()
    ana.fits()
    ana.accessible()
    ana.page.evaluate("() => document.documentElement.setAttribute('dir', 'rtl')")
    ana.fits()


def test_with_the_keyboard_alone_it_is_done_and_done_again(checker: Callable[..., Guest]) -> None:
    ana = checker()
    ana.page.locator("#check-begin").focus()
    ana.page.keyboard.press("Enter")
    told(ana, "ready")
    ana.page.locator("#check-again").focus()
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator("#check-again")).to_be_visible()
    has(ana, microphone="ok", camera="ok")
    ana.page.locator("#check-off").focus()
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator("#check-devices")).to_be_hidden()
    assert ana.focused() == "check-again"


def test_another_camera_is_chosen_and_remembered(checker: Callable[..., Guest]) -> None:
    ana = checker()
    press(ana, "Check sound and picture")
    told(ana, "ready")
    choice = ana.page.locator("#check-camera")
    name = choice.locator("option").first.get_attribute("value") or ""
    choice.select_option(name)
    choice.dispatch_event("change")
    has(ana, camera="ok")
    assert ana.page.evaluate("async () => (await import('#media/devices')).chosen('camera')") == name


# -- what fails, and what helps -------------------------------------------------------------------------------------


def test_a_refused_permission_is_told_with_the_switch_of_this_browser(checker: Callable[..., Guest]) -> None:
    ana = checker(permissions=[])
    press(ana, "Check sound and picture")
    has(ana, microphone="block", camera="block")
    expect(line(ana, "microphone")).to_contain_text("does not let this page")
    expect(line(ana, "microphone")).to_contain_text("to the left of the address")
    verdict(ana, "Neither microphone nor camera works.")
    told(ana, "needs help (microphone)")
    ana.accessible()
    ana.context.grant_permissions(["microphone", "camera"])
    has(ana, microphone="ok", camera="ok")
    told(ana, "ready")


def test_a_device_without_microphone_and_camera_is_told(checker: Callable[..., Guest], browser: Browser) -> None:
    ana = checker(browser)
    press(ana, "Check sound and picture")
    expect(line(ana, "camera")).to_contain_text("none that the browser can see")
    expect(line(ana, "microphone")).to_contain_text("Plug one in")
    expect(line(ana, "camera")).to_contain_text("The same helps here.")
    told(ana, "needs help (microphone)")


def test_a_busy_camera_leaves_the_sound(checker: Callable[..., Guest]) -> None:
    ana = checker(throws={"video": "NotReadableError"})
    press(ana, "Check sound and picture")
    has(ana, microphone="ok", camera="block")
    expect(line(ana, "camera")).to_contain_text("Close other calls")
    verdict(ana, "Sound works, the camera does not. Another program or tab is using it.")
    told(ana, "needs help (camera)")


def test_unplugged_after_the_verdict_changes_it(checker: Callable[..., Guest]) -> None:
    ana = checker(throws={})
    press(ana, "Check sound and picture")
    told(ana, "ready")
    ana.page.evaluate("() => captured.filter((one) => one.kind === 'audio').at(-1).dispatchEvent(new Event('ended'))")
    has(ana, microphone="block", camera="ok")
    expect(line(ana, "microphone")).to_contain_text("unplugged")
    verdict(ana, "The microphone does not work.")
    told(ana, "needs help (microphone)")


@pytest.mark.parametrize(
    ("bytes_per_second", "level", "said"),
    [(60_000, "warn", "Leave the camera off on this connection"), (9_000, "block", "take part by writing only")],
    ids=["sound", "text"],
)
def test_a_slow_upload_is_measured(checker: Callable[..., Guest], bytes_per_second: int, level: str, said: str) -> None:
    ana = checker()
    slow = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": bytes_per_second}
    ana.context.new_cdp_session(ana.page).send("Network.emulateNetworkConditions", slow)
    press(ana, "Check sound and picture")
    has(ana, upload=level)
    verdict(ana, said)


# -- the rules behind the words, asked in the page -----------------------------------------------------------------


def test_ways_are_judged(checker: Callable[..., Guest]) -> None:
    ana = checker()
    judged = """async (all) => { const { judgeWays } = await import("#media/connection_check");
      return all.map(([states, expired]) => judgeWays(Object.entries(states).map(([kind, state]) =>
        ({ url: `turn:relay.example:3478?transport=${kind}`, kind, state, ms: 40 })), { expired }).code); }"""
    cases = [
        ({}, False, "untried"),
        ({"stun": "open", "udp": "open", "tcp": "closed"}, False, "open"),
        ({"stun": "closed", "udp": "closed", "tcp": "open"}, False, "detour"),
        ({"stun": "closed", "udp": "closed", "tls": "open"}, False, "detour"),
        ({"stun": "open", "udp": "closed"}, False, "no_relay"),
        ({"stun": "open"}, False, "direct"),
        ({"stun": "open", "udp": "closed", "tls": "open"}, False, "direct"),
        ({"stun": "open", "udp": "refused"}, False, "refused"),
        ({"stun": "open", "udp": "refused"}, True, "expired"),
        ({"stun": "closed", "udp": "closed", "tcp": "closed"}, True, "closed"),
    ]
    assert ana.page.evaluate(judged, [case[:2] for case in cases]) == [case[2] for case in cases]


CHROMIUM, APPLE = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0", "AppleWebKit/605.1.15 (KHTML, like Gecko)"
AGENTS = {
    "chrome": f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROMIUM} Safari/537.36",
    "edge": f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROMIUM} Safari/537.36 Edg/156.0",
    "firefox": "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
    "safari_mac": f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/19.0 Safari/605.1.15",
    "safari_iphone": f"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) {APPLE} Version/19.0 Safari/604.1",
    "chrome_android": f"Mozilla/5.0 (Linux; Android 15; Pixel 9) {CHROMIUM} Mobile Safari/537.36",
    "other": "Mozilla/5.0 (Android 15; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0",
}


def test_each_browser_has_its_own_words_for_a_refusal_and_none_is_left_without(checker: Callable[..., Guest]) -> None:
    ana = checker()
    ask = """async (agents) => {
      const [{ browserOf }, { fixFor }] = [await import("#media/browsers"), await import("#page/check/fixes")];
      return agents.map((userAgent) => { const browser = browserOf({ userAgent });
        return [browser, fixFor("refused", browser), fixFor("busy", browser)]; }); }"""
    found = ana.page.evaluate(ask, list(AGENTS.values()))
    assert [one[0] for one in found] == list(AGENTS)
    assert len({one[1] for one in found}) == len(AGENTS)
    assert all(one[2] for one in found)
