"""Microphone and camera as people press them: a real page with the devices that Chromium makes up, and who sees them.

What goes over the network is counted in tests/browser/media; here: what the page shows of it, and how it is reached.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.guests import CHROMIUM_ARGS, PHONE, Guest, make_room, sit_down
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Live = Callable[..., list[Guest]]
DEVICES = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
]
TOUCH: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
PLAYS = "video => video.readyState >= 2 && video.videoWidth > 0 && !video.paused"


@pytest.fixture(scope="module")
def browser(play: Playwright, chromium_path: str) -> Iterator[Browser]:
    """One with a microphone and a camera, and nobody who is asked for them."""
    chromium = play.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGS + DEVICES)
    yield chromium
    chromium.close()


def turn(guest: Guest, kind: str, state: str) -> None:
    button = guest.page.locator(f'.bar [data-turn="{kind}"]')
    expect(button).to_have_attribute("data-state", "off" if state == "on" else "on")
    button.click()
    expect(button).to_have_attribute("data-state", state)


def sees_picture(guest: Guest, seat: int) -> None:
    tile = guest.tile(seat)
    expect(tile).to_have_attribute("data-video", "yes")
    video = tile.locator("video").element_handle()
    guest.page.wait_for_function(PLAYS, arg=video)


def options(guest: Guest) -> None:
    guest.page.locator('[data-opens="media-dialog"]:visible').first.click()
    expect(guest.page.locator("#media-dialog")).to_be_visible()


def test_nothing_is_on_until_it_is_pressed(live: Live) -> None:
    for guest in live():
        for kind in ("microphone", "camera"):
            button = guest.page.locator(f'.bar [data-turn="{kind}"]')
            expect(button).to_have_attribute("data-state", "off")
            expect(button).to_have_attribute("aria-pressed", "false")
        expect(guest.tile(guest.seat)).to_have_attribute("data-mic", "off")


def test_own_picture_and_the_others_view_of_it(live: Live) -> None:
    ana, ben, _ = live()
    turn(ana, "camera", "on")
    sees_picture(ana, ana.seat)
    sees_picture(ben, ana.seat)
    mirrored = "video => getComputedStyle(video).transform"
    assert ana.tile(ana.seat).locator("video").evaluate(mirrored) == "matrix(-1, 0, 0, 1, 0, 0)"
    assert ben.tile(ana.seat).locator("video").evaluate(mirrored) == "none"
    options(ana)
    ana.page.locator("#hide-self").check()
    expect(ana.tile(ana.seat)).to_have_attribute("data-video", "no")
    expect(ana.tile(ana.seat).locator(".tile__line")).to_have_text("the others see you")
    sees_picture(ben, ana.seat)
    ana.accessible()
    ana.page.keyboard.press("Escape")
    turn(ana, "camera", "off")
    expect(ben.tile(ana.seat)).to_have_attribute("data-video", "no")


def test_letters_turn_microphone_and_camera_and_can_be_switched_off(live: Live) -> None:
    ana, ben, _ = live()
    ana.page.locator("#content").focus()
    ana.page.keyboard.press("m")
    expect(ben.tile(ana.seat)).to_have_attribute("data-mic", "on")
    expect(ben.page.locator(f'#room-sound audio[data-seat="{ana.seat}"]')).to_have_count(1)
    ana.page.keyboard.press("c")
    sees_picture(ben, ana.seat)
    ana.page.keyboard.press("m")
    expect(ben.tile(ana.seat)).to_have_attribute("data-mic", "off")
    ana.page.locator("#tab-chat").click()
    ana.page.locator("#chat-text").press_sequentially("mcm")
    expect(ana.page.locator("#mic")).to_have_attribute("data-state", "off")
    ana.page.locator(".bar__group--wide summary").last.click()
    ana.page.locator('.bar__group--wide [data-act="toggle-shortcut"]').click()
    ana.page.keyboard.press("Escape")
    ana.page.keyboard.press("c")
    expect(ana.page.locator("#camera")).to_have_attribute("data-state", "on")


def test_devices_are_chosen_and_savings_are_undone(live: Live) -> None:
    ana, ben, _ = live()
    turn(ana, "microphone", "on")
    turn(ana, "camera", "on")
    options(ana)
    for kind in ("microphone", "camera", "speaker"):
        expect(ana.page.locator(f'select[data-device="{kind}"] option').nth(1)).to_be_attached()
    camera = ana.page.locator("#choose-camera")
    camera.select_option(index=camera.locator("option").count() - 1)
    expect(ana.page.locator("#ownview")).to_be_visible()
    expect(ana.page.locator("#camera")).to_have_attribute("data-state", "on")
    ana.page.locator('input[name="savings"][value="audio"]').check()
    expect(ana.page.locator("#camera")).to_have_attribute("data-state", "off")
    expect(ana.page.locator("#mic")).to_have_attribute("data-state", "on")
    ana.page.keyboard.press("Escape")
    expect(ana.page.locator("#media-line")).to_contain_text("no pictures")
    expect(ben.tile(ana.seat)).to_have_attribute("data-video", "no")
    ana.accessible()
    ana.page.locator("#media-back").click()
    expect(ana.page.locator("#media-line")).to_be_hidden()
    expect(ana.page.locator("#camera")).to_have_attribute("data-state", "off")  # never by itself


def test_somebody_is_kept_larger_by_key_beside_who_has_the_floor(live: Live) -> None:
    ana, ben, lead = live()
    keys = ana.page.keyboard
    first = ana.page.locator("[data-pin]").first
    first.focus()
    keys.press("End")
    assert ana.page.evaluate("() => document.activeElement.closest('.tile').dataset.seat") == str(lead.seat)
    keys.press("Enter")
    expect(ana.tile(lead.seat)).to_have_attribute("data-large", "first")
    ana.sees("stage", "speaker")
    ben.press("raise_hand")
    lead.page.locator("#give-next").click()
    expect(ana.tile(ben.seat)).to_have_attribute("data-large", "first")
    expect(ana.tile(lead.seat)).to_have_attribute("data-large", "second")
    ana.accessible()
    for dark, direction in ((True, "rtl"), (False, "ltr")):
        ana.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        ana.page.evaluate("direction => document.documentElement.setAttribute('dir', direction)", direction)
        ana.fits()
    ana.page.reload()
    expect(ana.tile(lead.seat)).to_have_attribute("data-large", "second")
    ana.tile(lead.seat).locator("[data-pin]").click()
    expect(ana.tile(lead.seat)).to_have_attribute("data-large", "no")


def test_a_facilitator_turns_a_microphone_off_and_its_owner_may_turn_it_on_again(live: Live) -> None:
    ana, _, lead = live()
    turn(ana, "microphone", "on")
    expect(lead.tile(ana.seat)).to_have_attribute("data-mic", "on")
    lead.page.locator("#tab-people").click()
    lead.row("people", ana.seat).locator("summary").click()
    lead.row("people", ana.seat).locator('[data-do="mute"]').click()
    expect(ana.page.locator("#mic")).to_have_attribute("data-state", "hushed")
    expect(ana.page.locator("#toasts")).to_contain_text("A facilitator turned your microphone off")
    expect(ana.page.locator("#mic-note")).to_contain_text("A facilitator turned it off")
    ana.page.locator("#mic").click()
    expect(lead.tile(ana.seat)).to_have_attribute("data-mic", "on")


def test_after_a_reload_the_microphone_is_as_it_was_and_the_camera_asks(live: Live) -> None:
    ana, ben, _ = live()
    turn(ana, "microphone", "on")
    turn(ana, "camera", "on")
    sees_picture(ben, ana.seat)
    ana.page.reload()
    expect(ana.page.locator("#mic")).to_have_attribute("data-state", "on")
    expect(ana.page.locator("#camera-was-on")).to_be_visible()
    expect(ana.page.locator("#camera")).to_have_attribute("data-state", "off")
    ana.accessible()
    ana.page.locator("#camera-again").click()
    expect(ana.page.locator("#camera-was-on")).to_be_hidden()
    sees_picture(ben, ana.seat)


def test_a_camera_that_does_not_start_says_why_and_how_to_mend_it(live: Live) -> None:
    ana, *_ = live()
    # The browser itself refuses, as it does when its reader has blocked the site.
    ana.page.evaluate(
        "() => navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    ana.page.locator("#camera").click()
    problem = ana.page.locator("#media-problem")
    expect(problem).to_contain_text("does not let this page use the camera")
    expect(problem).to_contain_text("left of the address")
    expect(ana.page.locator("#room-polite")).to_contain_text("does not let this page use the camera")
    ana.accessible()
    ana.page.locator("#media-again").click()
    expect(ana.page.locator("#camera")).to_have_attribute("data-state", "problem")
    ana.page.locator("#media-without").click()
    expect(problem).to_be_hidden()
    assert ana.focused() == "content"


def test_before_the_start_people_get_ready_and_hear_each_other(browser: Browser, site: Product) -> None:
    room: dict[str, Any] = make_room(site, starts_in=600)
    ana = sit_down(browser, site, room, 0).come()
    ben = sit_down(browser, site, room, 1, **TOUCH).come()
    for guest in (ana, ben):
        guest.sees("status", "lobby")
    ana.page.locator('.lobby-media [data-turn="camera"]').click()
    expect(ana.page.locator("#lobby-view")).to_be_visible()
    ben.page.locator('.lobby-media [data-turn="microphone"]').tap()
    expect(ana.row("here", ben.seat)).to_contain_text("microphone on")
    expect(ana.page.locator(f'#room-sound audio[data-seat="{ben.seat}"]')).to_have_count(1)
    for guest in (ana, ben):
        guest.accessible()
        guest.fits()
        assert not guest.troubles
        guest.context.close()


def test_on_a_phone_all_of_it_is_under_the_thumb(live: Live) -> None:
    ana, ben, lead = live(at={0: TOUCH, 1: TOUCH | {"color_scheme": "dark"}})
    for guest in (ana, ben):
        guest.page.locator("#mic").tap()
        guest.page.locator("#camera").tap()
    sees_picture(ana, ben.seat)
    sees_picture(lead, ben.seat)
    for guest in (ana, ben):
        guest.fits()
        guest.accessible()
    ana.press("raise_hand")
    lead.page.locator("#give-next").click()
    ben.sees("turn", "other")
    for guest in (ana, ben):
        guest.fits()
        guest.accessible()
    ben.page.evaluate("() => document.documentElement.setAttribute('dir', 'rtl')")
    ben.fits()
    ben.page.locator(".bar__group--phone summary").tap()
    ben.page.locator('.bar details[open] [data-opens="media-dialog"]').tap()
    expect(ben.page.locator("#media-dialog")).to_be_visible()
    ben.fits()
    ben.accessible()
