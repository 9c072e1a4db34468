"""People in real browsers: each has a context of its own, signed in by a cookie, and remembers what went wrong."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.axe import faults
from tests.support.product import Product

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--disable-features=LocalNetworkAccessChecks",  # a page that a test changed on its way has no address of its own
]  # fmt: skip
# However busy the machine is: what is waited for comes at once on an idle one, and no test claims that it does.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)
# Seen, not meant to scroll sideways, and beyond the edge of the screen; or a control that is smaller than its words.
STICKS_OUT = """() => {
  const shown = (e) => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length;
  const held = (e) => { for (let up = e; up; up = up.parentElement) {
    const style = getComputedStyle(up);
    if (style.clipPath !== "none" || style.overflowX === "auto" || style.textOverflow === "ellipsis") return true;
  } return false; };
  const told = (e) => `${e.tagName} ${e.id || e.className} "${e.textContent.trim().slice(0, 40)}"`;
  const found = document.documentElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : [];
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest("svg") || !shown(e)) continue;
    const box = e.getBoundingClientRect();
    if ((box.right > innerWidth + 1 || box.left < -1) && !held(e)) found.push("beyond the edge: " + told(e));
    const small = e.matches("button, summary, .chip, .tabs__tab") && e.scrollWidth > e.clientWidth + 2;
    if (small && !held(e)) found.push(`cut (${e.scrollWidth} in ${e.clientWidth}): ` + told(e));
  }
  const bar = document.querySelector(".bar");
  if (bar && shown(bar) && bar.getBoundingClientRect().bottom > innerHeight + 1) found.push("the bar is below");
  return found.slice(0, 6);
}"""


def make_room(site: Product, **options: Any) -> dict[str, Any]:
    return make_rooms(site, 1, **options)[0]


def make_rooms(site: Product, rooms: int, **options: Any) -> list[dict[str, Any]]:
    """Sessions with seats in the product: starts_in (seconds), students, facilitators, plan; phase, into."""
    args = [f"--{name.replace('_', '-')}" + ("" if value is True else f"={value}") for name, value in options.items()]
    made: list[dict[str, Any]] = site.make("make_live_room", f"--rooms={rooms}", *args)
    return made


@dataclass
class Guest:
    """One person at one screen. ``troubles``: errors of scripts, refused by the policy or uncaught."""

    seat: int
    name: str
    context: BrowserContext
    page: Page
    path: str
    troubles: list[str] = field(default_factory=list)

    def come(self) -> "Guest":
        answer = self.page.goto(self.path)
        assert answer is not None
        assert answer.status == 200, answer.text()[:500]
        return self

    @property
    def room(self) -> Locator:
        return self.page.locator("#room")

    def sees(self, name: str, value: str) -> None:
        expect(self.room).to_have_attribute(f"data-{name}", value)

    def press(self, do: str, within: str = "") -> None:
        """A click on the visible button of a command."""
        self.page.locator(f'{within} [data-do="{do}"]:visible').first.click()

    def row(self, place: str, seat: int) -> Locator:
        return self.page.locator(f'[data-list="{place}"] > [data-seat="{seat}"]')

    def tile(self, seat: int) -> Locator:
        return self.row("tiles", seat)

    def write(self, text: str, to: str = "all") -> None:
        self.page.locator("#tab-chat").click()
        self.page.locator("#chat-form [name=to]").select_option(to)
        self.page.locator("#chat-text").fill(text)
        self.page.locator("#chat-text").press("Enter")

    def unfold(self, part: str) -> None:
        """Opens a group of the facilitator's console."""
        fold = self.page.locator(f"#fold-{part}")
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()

    def lines(self) -> Locator:
        return self.page.locator('[data-list="lines"] .line__text')

    def focused(self) -> str:
        """The id, else the command, of what has the focus."""
        script = (
            "() => document.activeElement.id || document.activeElement.dataset.do || document.activeElement.tagName"
        )
        return str(self.page.evaluate(script))

    @property
    def is_wide(self) -> bool:
        size = self.page.viewport_size
        return size is not None and size["width"] >= DESKTOP["width"]

    def fits(self) -> None:
        """Nothing sticks out sideways, in the direction of reading or against it, and no button cuts its words off."""
        try:  # a page that has just become narrow takes a moment to arrange itself
            self.page.wait_for_function(f"() => !({STICKS_OUT})().length", timeout=PATIENCE_MS)
        except TookTooLong:
            raise AssertionError(self.page.evaluate(STICKS_OUT)) from None

    def accessible(self) -> None:
        found = faults(self.page)
        assert not found, [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]


def sit_down(
    browser: Browser, site: Product, room: dict[str, Any], place: int, *, checked: bool = True, **options: Any
) -> Guest:
    """A browser for the person on this place of the room's list, where the check went well; not yet on the page."""
    person = room["people"][place]
    options = {"viewport": DESKTOP, "reduced_motion": "reduce", **options}
    context = browser.new_context(base_url=site.origin(), **options)
    context.add_cookies([{"name": room["cookie_name"], "value": person["cookie"], "url": site.origin()}])
    if checked:
        context.add_cookies([{"name": "dialogue_checked", "value": "1", "url": site.origin()}])
    context.set_default_timeout(PATIENCE_MS)
    guest = Guest(person["seat"], person["name"], context, context.new_page(), room["path"])
    guest.page.on("pageerror", lambda error: guest.troubles.append(str(error)))
    guest.page.on("console", lambda note: guest.troubles.append(note.text) if "Content Security" in note.text else None)
    return guest
