"""Captions while they are written, captions of one's own words, and the interpreter who stays in view.

No speech is recognised here: a browser fetches that from its maker first. So that the way from a recogniser to the
readers is tried all the same, tests put one of their own at the browser's interface (``window.SpeechRecognition``)
before the page is loaded; what a real one writes down is not tried.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FloatRect, Playwright, expect

from tests.browser.guests import CHROMIUM_ARGS, PHONE, Guest, make_room, sit_down
from tests.browser.test_own_media import DEVICES, TOUCH, options, sees_picture, turn
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Gather = Callable[..., list[Guest]]
RECOGNISER = """() => {
  window.SpeechRecognition = class {
    static available(wish) { return Promise.resolve(wish.processLocally ? "available" : "unavailable"); }
    get processLocally() { return this.local ?? false; }
    set processLocally(yes) { this.local = yes; }
    start(track) { window.recogniser = this; this.track = track; }
    abort() { window.recogniser = null; this.onend?.(); }
  };
  window.says = (transcript, isFinal) =>
    recogniser.onresult({ resultIndex: 0, results: [Object.assign([{ transcript }], { isFinal })] });
}"""
# A browser whose recogniser would send the voice to somebody else: it has nothing on the device.
WITHOUT = "SpeechRecognition.available = () => Promise.resolve('unavailable')"
JOINED = """async () => {
  const { joined, untold } = await import("#room/caption_lines");
  const told = new Map(), said = [];
  const texts = [[5, "Welcome every "], [5, "Welcome everybody. Today "], [6, "Hi "],
    [5, "Welcome everybody. Today we."], [6, "Hi all"], [5, " Welcome everyone. Today we."], [5, "Next"]];
  const captions = texts.map(([from, text], place) => ({ n: place + 1, from, at: place, text }));
  for (let many = 1; many <= captions.length; many++)
    for (const { text, corrected } of untold(joined(captions.slice(0, many)), told))
      said.push((corrected ? "! " : "") + text);
  return { lines: joined(captions).map((line) => `${line.from} ${line.text}`), said };
}"""


@pytest.fixture(scope="module")
def browser(play: Playwright, chromium_path: str) -> Iterator[Browser]:
    chromium = play.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGS + DEVICES)
    yield chromium
    chromium.close()


def shows_captions(guest: Guest) -> None:
    guest.page.locator("#captions-toggle").click()
    expect(guest.page.locator("#captions")).to_be_visible()


def test_a_line_grows_while_it_is_typed_and_is_corrected_in_its_place(gather: Gather) -> None:
    ana, captioner, lead = gather(students=1, captioner=True, at={1: {"viewport": PHONE}})
    lead.sees("status", "lobby")
    lead.press("start_session")
    captioner.sees("status", "live")
    shows_captions(ana)
    lines, field = ana.page.locator("#captions-said"), captioner.page.locator("#caption-text")
    shown = ana.page.locator(".captions__text p")
    field.press_sequentially("Welcome every")
    expect(shown).to_have_text("Welcome every")  # without Enter
    expect(shown).to_have_attribute("data-open", "yes")
    field.press_sequentially("body to this")
    expect(shown).to_have_text("Welcome everybody to this")
    expect(lines).to_have_text("")  # a screen reader is not told half a sentence
    ana.accessible()
    captioner.accessible()
    captioner.fits()
    field.press_sequentially(" sesion")
    field.press("Enter")
    expect(shown).to_have_text("Welcome everybody to this sesion")
    expect(shown).to_have_attribute("data-open", "no")
    expect(lines).to_contain_text("Welcome everybody to this sesion")
    field.press("ArrowUp")
    expect(captioner.page.locator("#caption-corrects")).to_be_visible()
    field.fill("Welcome everybody to this session")
    field.press("Enter")
    expect(shown).to_have_text("Welcome everybody to this session")
    expect(lines).to_contain_text("Corrected: Welcome everybody to this session")
    ana.page.locator('.captions [data-opens="captions-dialog"]').click()
    ana.page.locator('input[name="captions-place"][value="above"]').check()
    ana.page.keyboard.press("Escape")
    ana.page.reload()
    expect(ana.page.locator("#captions")).to_have_attribute("data-place", "above")


def test_texts_of_several_writers_become_lines_and_are_told_once(gather: Gather) -> None:
    ana, *_ = gather()
    assert ana.page.evaluate(JOINED) == {
        "lines": ["5 Welcome everyone. Today we.", "6 Hi all", "5 Next"],
        "said": ["Welcome everybody.", "Today we.", "Hi all", "! Welcome everyone. Today we.", "Next"],
    }


@pytest.mark.parametrize("lack", ["window.SpeechRecognition = undefined", f"({RECOGNISER})(); {WITHOUT}"])
def test_a_browser_that_recognises_nothing_by_itself_says_so(browser: Browser, site: Product, lack: str) -> None:
    ana = sit_down(browser, site, make_room(site, students=1, captions_yes=True), 0)
    ana.page.add_init_script(lack)
    ana.come()
    ana.sees("status", "lobby")
    options(ana)
    ana.page.locator('#media-dialog [data-opens="captions-dialog"]').click()
    expect(ana.page.locator('[data-text="own-captions-state"]')).to_contain_text("cannot do this on your own device")
    expect(ana.page.locator("#own-captions")).to_be_hidden()
    ana.accessible()
    ana.context.close()


def test_what_somebody_says_is_read_by_all_while_the_microphone_is_open(browser: Browser, site: Product) -> None:
    room: dict[str, Any] = make_room(site, students=2, captions_yes=True)
    guests = [sit_down(browser, site, room, place) for place in range(3)]
    ana, ben, lead = guests
    ana.page.add_init_script(f"({RECOGNISER})()")
    for guest in guests:
        guest.come()
    lead.press("start_session")
    for guest in guests:
        guest.sees("status", "live")
    state = ana.page.locator('[data-text="own-captions-state"]')
    options(ana)
    ana.page.locator('#media-dialog [data-opens="captions-dialog"]').click()
    expect(state).to_have_text("It is off.")
    ana.page.locator("#own-captions").click()
    expect(state).to_contain_text("waits until your microphone")
    ana.accessible()
    ana.page.keyboard.press("Escape")
    ana.page.keyboard.press("Escape")
    turn(ana, "microphone", "on")
    ana.page.wait_for_function("() => window.recogniser?.track?.readyState === 'live' && recogniser.processLocally")
    ana.page.evaluate("() => says('I grew up', false)")
    shows_captions(ben)
    shown = ben.page.locator(".captions__text p")
    expect(shown).to_have_text(f"{ana.name}: I grew up")
    ana.page.evaluate("() => says('I grew up near the sea.', true)")
    expect(shown).to_have_text(f"{ana.name}: I grew up near the sea.")
    expect(ben.page.locator("#captions-said")).to_contain_text("near the sea.")  # the rest was there before
    ben.accessible()
    turn(ana, "microphone", "off")
    ana.page.wait_for_function("() => window.recogniser === null")
    for guest in guests:
        assert not guest.troubles
        guest.context.close()


def test_who_said_no_is_not_offered_it(browser: Browser, site: Product) -> None:
    ana = sit_down(browser, site, make_room(site, students=1), 0)
    ana.page.add_init_script(f"({RECOGNISER})()")
    ana.come()
    ana.sees("status", "lobby")
    options(ana)
    ana.page.locator('#media-dialog [data-opens="captions-dialog"]').click()
    expect(ana.page.locator('[data-text="own-captions-state"]')).to_contain_text("You said no")
    expect(ana.page.locator("#own-captions")).to_be_hidden()
    expect(ana.page.locator("#own-captions-account")).to_be_visible()
    ana.context.close()


def size_of(guest: Guest, seat: int) -> FloatRect:
    box = guest.tile(seat).locator("video").bounding_box()
    assert box is not None
    return box


def test_the_interpreter_stays_in_view_beside_whoever_speaks(gather: Gather) -> None:
    ana, ben, imre, lead = gather(students=2, interpreter=True, at={1: TOUCH})
    lead.sees("status", "lobby")
    lead.press("start_session")
    for guest in (ana, ben, imre):
        guest.sees("status", "live")
    turn(imre, "camera", "on")
    ana.page.locator("#content").focus()
    ana.page.keyboard.press("i")
    sees_picture(ana, imre.seat)
    expect(ana.tile(imre.seat)).to_have_attribute("data-large", "first")
    ben.page.locator(".bar__group--phone summary").tap()
    ben.page.locator('.bar details[open] [data-opens="media-dialog"]').tap()
    ben.page.locator("#keep-interpreter").check()
    ben.page.keyboard.press("Escape")
    ben.page.locator('[data-do="raise_hand"]:visible').first.tap()
    lead.page.locator("#give-next").click()
    expect(ana.tile(ben.seat)).to_have_attribute("data-large", "first")
    expect(ana.tile(imre.seat)).to_have_attribute("data-large", "second")
    ana.page.set_viewport_size({"width": 1280, "height": 640})  # a low window
    box = size_of(ana, imre.seat)
    assert min(box["width"], box["height"]) >= 240
    ana.fits()
    ana.accessible()
    ana.press("raise_hand")
    lead.page.locator("#give-next").click()
    expect(ben.tile(ana.seat)).to_have_attribute("data-large", "first")
    above, below = size_of(ben, ana.seat), size_of(ben, imre.seat)
    assert below["y"] >= above["y"] + above["height"]
    assert below["width"] >= 320
    ben.fits()
    ben.accessible()
    ana.page.reload()
    expect(ana.tile(imre.seat)).to_have_attribute("data-kept", "yes")
