"""What can go wrong with a microphone or a camera: a sentence, a way on, and the room goes on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.media.people import Talker
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.media]
Enter = Callable[..., list[Talker]]
# As the browser does it: the track of an unplugged device ends by itself.
UNPLUG = """(kind) => captured.filter((track) => track.kind === kind && track.readyState === "live")
    .forEach((track) => { track.stop(); track.dispatchEvent(new Event("ended")); })"""

SECURE = "(value) => { Object.defineProperty(window, 'isSecureContext', { value, configurable: true }); }"


@pytest.fixture(scope="module")
def two(enter: Enter, site: Product) -> list[Talker]:
    return enter(site, students=1)


def test_a_refused_microphone_is_said_and_the_room_goes_on(two: list[Talker]) -> None:
    ana, lead = two
    problem = ana.page.locator("#media-problem")
    for name, sentence in (
        ("NotAllowedError", "does not let this page use the microphone"),
        ("NotReadableError", "Another program uses your microphone"),
        ("NotFoundError", "No microphone was found"),
    ):
        ana.page.evaluate("(name) => (window.refusal = name)", name)
        ana.turn("mic")
        ana.has("mic", "problem")
        expect(problem).to_contain_text(sentence)
    ana.write("I write meanwhile")
    lead.page.locator("#tab-chat").click()
    expect(lead.lines()).to_have_text(["I write meanwhile"])
    ana.page.evaluate("() => (window.refusal = null)")
    ana.page.locator("#media-again").click()
    ana.has("mic", "on")
    expect(problem).to_be_hidden()
    lead.gets("heard", [ana.seat])


def test_an_address_without_https_says_why_there_is_no_microphone(two: list[Talker]) -> None:
    ana, _ = two
    ana.turn("mic")
    ana.has("mic", "off")
    ana.page.evaluate(SECURE, False)
    ana.page.evaluate("() => captured.forEach((track) => track.stop())")
    ana.turn("mic")
    expect(ana.page.locator("#media-problem")).to_contain_text("This address is not safe")
    ana.page.evaluate(SECURE, True)
    ana.page.locator("#media-again").click()
    ana.has("mic", "on")


def test_an_unplugged_microphone_gives_way_to_the_next_one(two: list[Talker]) -> None:
    ana, lead = two
    ana.page.evaluate(UNPLUG, "audio")
    expect(ana.page.locator(".toast__text")).to_contain_text("You are heard through another one")
    ana.has("mic", "on")
    lead.gets("heard", [ana.seat])


def test_an_unplugged_camera_goes_off_with_a_sentence(two: list[Talker]) -> None:
    ana, lead = two
    ana.turn("camera")
    ana.has("camera", "on")
    lead.gets("seen", [ana.seat])
    ana.page.evaluate(UNPLUG, "video")
    ana.has("camera", "problem")
    expect(ana.page.locator("#media-problem")).to_contain_text("Your camera was unplugged")
    lead.gets("seen", [])
    lead.gets("heard", [ana.seat])


def test_the_newer_of_two_tabs_carries_the_sound(two: list[Talker]) -> None:
    ana, lead = two
    other = ana.context.new_page()
    other.goto(ana.path)
    other.wait_for_selector('#room[data-status="live"]')
    ana.has("mic", "later")
    assert ana.page.evaluate("() => captured.every((track) => track.readyState === 'ended')")
    other.locator("#mic").click()
    lead.gets("heard", [ana.seat])
    other.close()
    ana.has("mic", "off")
