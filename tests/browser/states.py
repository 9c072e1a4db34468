"""Every state of the room, one after the other, with six people who do what brings it about.

``walk(cast, look)`` calls ``look(name, guest)`` whenever somebody has a state on the screen. ``test_states.py`` judges
there; with STORY_STEPS=folder pictures are kept too, at three widths, in the light and in the dark.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, WebSocketRoute, expect

from tests.browser.guests import DESKTOP, PHONE, Guest, make_room, sit_down
from tests.browser.pseudo import speak_pseudo
from tests.support.product import Product

Look = Callable[[str, Guest], None]
STEPS = os.environ.get("STORY_STEPS", "")
WIDTHS = {"360": PHONE, "768": {"width": 768, "height": 1024}, "1440": DESKTOP}
FULL = 4013  # how the door closes when the server takes nobody more
TALK, WRITE, TWO, CLOSE = range(4)
PROMPT = (
    "Tell us about a moment, small or big, when you came across this question in your own life, family, studies or "
    "city. Tell what happened and how it felt; opinions can wait."
)
PLAN: dict[str, Any] = {
    "id": "states",
    "title": "States",
    "phases": [
        {"id": "talk", "title": "A moment when I met this question", "minutes": 40, "mode": "free",
         "queue": {"order": "hands", "turn_seconds": 90}, "chat": "open", "prompt": PROMPT,
         "plain": "When did you meet this question? What happened? How did you feel?",
         "notes": ["A heavy answer is acknowledged, never probed.", "Let silence be."]},
        {"id": "write", "title": "Silent writing", "minutes": 20, "mode": "silent", "prompt": "Write for yourself."},
        {"id": "two", "title": "Two by two", "minutes": 30, "mode": "pairs", "chat": "open",
         "prompt": "Describe an ordinary Wednesday to each other."},
        {"id": "close", "title": "One word", "minutes": 30, "mode": "round", "queue": {"order": "circle"},
         "prompt": "One word to take home."},
    ],
}  # fmt: skip


@dataclass
class Cast:
    """Students and facilitators. The second of each has a phone, in the dark, in a language from right to left."""

    site: Product
    browser: Browser
    ana: Guest
    ben: Guest
    chen: Guest
    dora: Guest
    lead: Guest
    support: Guest

    @property
    def students(self) -> list[Guest]:
        return [self.ana, self.ben, self.chen, self.dora]

    @property
    def everybody(self) -> list[Guest]:
        return [*self.students, self.lead, self.support]


def seat_all(browser: Browser, site: Product, room: dict[str, Any], places: dict[int, bool]) -> list[Guest]:
    """``places``: of the room's list; True for who reads from right to left."""
    guests = []
    for place, pseudo in places.items():
        more = {"viewport": PHONE, "color_scheme": "dark"} if pseudo else {}
        guest = sit_down(browser, site, room, place, **more)
        if pseudo:
            speak_pseudo(guest.context, guest.path)
        guests.append(guest)
    return guests


def keep_pictures(name: str, guest: Guest) -> None:
    """At the guest's own size and at the other widths that the same page has to serve."""
    if not STEPS:
        return
    was, rtl = guest.page.viewport_size, guest.page.evaluate("() => document.documentElement.dir === 'rtl'")
    for scheme in ("light", "dark"):
        guest.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width, size in WIDTHS.items():
            guest.page.set_viewport_size(size)
            guest.page.wait_for_timeout(150)
            role = guest.room.get_attribute("data-role")
            path = Path(STEPS) / f"{name}__{role}-{'rtl' if rtl else 'ltr'}__{width}__{scheme}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            guest.page.screenshot(path=path, animations="disabled")
    guest.page.set_viewport_size(was)
    guest.page.emulate_media(color_scheme="dark" if rtl else "light", reduced_motion="reduce")
    guest.page.wait_for_timeout(400)  # colours change slowly


# -- before the start ----------------------------------------------------------------------------------------------


def before_the_start(browser: Browser, site: Product, look: Look) -> list[Guest]:
    """Early, full and lobby; the guests, to be closed."""
    far = seat_all(browser, site, make_room(site, starts_in=7500, students=1), {0: False})
    near = make_room(site, starts_in=600, students=3, series=True)
    ana, ben, lead = seat_all(browser, site, near, {0: False, 1: True, 3: False})
    refused = seat_all(browser, site, near, {2: False})[0]
    far[0].come().sees("status", "early")
    look("early", far[0])
    closed_door(refused)
    refused.come().sees("status", "full")
    look("full", refused)
    for guest in (ana, ben, lead):
        guest.come().sees("status", "lobby")
    for guest in (ana, ben, lead):
        look("lobby", guest)
    return [*far, refused, ana, ben, lead]


def closed_door(guest: Guest) -> None:
    def close(line: WebSocketRoute) -> None:
        line.on_message(lambda _: line.close(code=FULL, reason="full"))

    guest.page.route_web_socket("**/ws/rooms/**", close)


# -- the room ------------------------------------------------------------------------------------------------------


def menu(guest: Guest, do: str) -> None:
    """A thing of the help menu: behind "More" on a phone, "Help" on a desktop."""
    guest.page.locator(".bar details:visible").last.locator("summary").click()
    guest.page.locator(f".bar details[open] {do}").click()


def tab(guest: Guest, name: str) -> None:
    """In the rail, which is a sheet on a phone."""
    if guest.page.locator("#rail-open").is_visible() and not guest.page.locator("#rail").is_visible():
        guest.page.locator("#rail-open").click()
    guest.page.locator(f"#tab-{name}").click()


def close_rail(guest: Guest) -> None:
    if guest.page.locator("#rail-close").is_visible():
        guest.page.locator("#rail-close").click()


def console(guest: Guest, part: str) -> None:
    """Opens the console and a group of it."""
    if guest.room.get_attribute("data-console") == "closed":
        guest.page.locator("#console-toggle").click()
    guest.unfold(part)


def floor_and_queue(cast: Cast, look: Look) -> None:
    ana, ben, lead = cast.ana, cast.ben, cast.lead
    for guest in (ana, ben, lead, cast.support):
        look("together", guest)
    for guest in (cast.chen, ana, cast.dora, ben):
        guest.press("raise_hand")
        expect(lead.row("queue", guest.seat)).to_be_visible()
    lead.page.locator("#give-next").click()
    for guest in (ana, ben):
        guest.sees("turn", "other")
        look("others-turn", guest)
    look("queue", lead)
    tab(ben, "queue")
    look("queue", ben)
    close_rail(ben)
    ana.page.locator(".bar__reply").click()
    ana.sees("reply", "mine")
    look("reply-asked", ana)
    cast.chen.press("end_turn", ".bar")
    ana.sees("turn", "mine")
    look("reply", ana)
    ana.press("end_turn", ".bar")
    lead.page.locator("#give-next").click()
    ana.sees("turn", "mine")
    look("my-turn", ana)
    ana.press("end_turn", ".bar")
    for guest in (cast.dora, ben):
        lead.page.locator("#give-next").click()
        guest.sees("turn", "mine")
        look("my-turn", guest)
        guest.press("end_turn", ".bar")
    lead.sees("turn", "none")


def asks_check(cast: Cast, look: Look) -> None:
    session = cast.lead.path.strip("/").split("/")[-1]
    for number, guest in enumerate((cast.ana, cast.ben), start=1):
        card = guest.page.locator("#check-card")
        if not card.is_visible():  # the first, or looking took longer than the first was open
            cast.site.make("ask_check", session, str(number))
        expect(card).to_be_visible()
        look("check", guest)
    for guest in cast.students:
        if (button := guest.page.locator("#check-card button")).is_visible():
            button.click()
    look("check-answered", cast.lead)


def care(cast: Cast, look: Look) -> None:
    ana, ben, lead, support = cast.ana, cast.ben, cast.lead, cast.support
    ana.page.locator(".bar details:visible").last.locator("summary").click()
    look("help-menu", ana)
    ana.page.keyboard.press("Escape")
    ben.page.locator(".bar details:visible").last.locator("summary").click()
    look("help-menu", ben)
    ben.page.locator('.bar details[open] [data-do="call_help"]').click()
    expect(lead.page.locator("#help-waits")).to_be_visible()
    for guest in (ben, lead, support):
        look("help-called", guest)
    lead.page.locator("#help-waits-go").click()
    expect(support.page.locator("#help-waits")).to_be_hidden()
    lead.page.locator('[data-list="help"] [data-done]').click()
    expect(ben.page.locator("#own-help")).to_be_hidden()
    for guest in (ana, ben):
        menu(guest, '[data-opens="report-dialog"]')
        look("report", guest)
        guest.page.keyboard.press("Escape")
    menu(ben, '[data-do="away"]')
    ben.page.keyboard.press("Escape")
    expect(ben.page.locator("#own-away")).to_be_visible()
    look("away", ben)
    ben.page.locator("#own-away button").click()


def quiet_minute(cast: Cast, look: Look) -> None:
    menu(cast.dora, '[data-do="pause_minute"]')
    for guest in (cast.ana, cast.ben, cast.lead):
        expect(guest.page.locator("#quiet")).to_be_visible()
        look("quiet", guest)
    cast.lead.page.locator("#quiet button").click()
    expect(cast.ana.page.locator("#quiet")).to_be_hidden()


def written(cast: Cast, look: Look) -> None:
    ana, ben, lead = cast.ana, cast.ben, cast.lead
    for number in range(3):
        cast.chen.write(f"Line {number}: in Utrecht I hear the tram all day, and scooters.")
    cast.dora.write("أهلا! هنا صوت البحر من النافذة.")
    for guest in (ana, ben):
        tab(guest, "chat")
        expect(guest.lines()).to_have_count(4)
        look("chat", guest)
        tab(guest, "board")
        guest.page.locator("#topic-text").fill(f"Work and money {guest.seat}")
        guest.page.locator("#topic-text").press("Enter")
        expect(guest.page.locator(".topic").last).to_contain_text(f"money {guest.seat}")
        look("board", guest)
        close_rail(guest)
    tab(ana, "notes")
    look("notes", ana)
    tab(ana, "people")
    look("people", ana)
    agrees(cast, look)
    polls(lead, ana, ben, cast.support, look)


def agrees(cast: Cast, look: Look) -> None:
    lead = cast.lead
    lead.page.locator('.room__tools [data-opens="agreement-dialog"]').click()
    lead.page.locator("#agreement-edit summary").click()
    lead.page.locator("#agreement-words").fill("We let people finish.\nWhat is said here stays here.")
    lead.page.locator('#agreement-form [type="submit"]').click()
    lead.page.keyboard.press("Escape")
    for guest in (cast.ana, cast.ben):
        guest.page.locator("#agreement-line button").click()
        look("agreement", guest)
        guest.page.keyboard.press("Escape")


def polls(lead: Guest, ana: Guest, ben: Guest, support: Guest, look: Look) -> None:
    console(lead, "ask")
    lead.page.locator("#poll-new").locator("xpath=..").locator("summary").click()
    lead.page.locator("#poll-new-question").fill("Which topic shall we talk about first today?")
    lead.page.locator("#poll-new-options").fill("Work and money\nFaith, and what it gives us\nFamily")
    look("console-ask", lead)
    lead.page.locator('#poll-new [type="submit"]').click()
    for guest in (ana, ben):
        expect(guest.page.locator("#poll-question")).to_be_visible()
        look("poll-with-agreement", guest)
        guest.page.locator("#poll-form .choice").nth(1).click()
        guest.page.locator('#poll-form [type="submit"]').click()
    expect(lead.page.locator("#poll-result td").nth(1)).to_have_text("2")
    for guest in (lead, support):
        look("poll", guest)
    lead.page.locator("#poll-close").click()
    expect(ana.page.locator("#poll-result")).to_be_visible()
    for guest in (ana, ben):
        look("poll-closed", guest)
        guest.page.locator("#poll-away").click()
        guest.page.locator("#agreement-line button").click()
        guest.page.locator("#agreement-accept").click()
        guest.page.keyboard.press("Escape")
    lead.page.locator("#poll-away").click()


def next_phase(cast: Cast, mode: str) -> None:
    cast.lead.press("next_phase", ".console")
    for guest in cast.everybody:
        guest.sees("mode", mode)


def writes_in_silence(cast: Cast, look: Look) -> None:
    next_phase(cast, "silent")
    expect(cast.ana.page.locator("#plain-toggle")).to_be_hidden()  # this prompt has no plainer words
    for guest in (cast.ana, cast.ben):
        guest.page.locator("#private-text").fill("For me alone.")
        look("silent", guest)


def pairs(cast: Cast, look: Look) -> None:
    ana, ben, lead, support = cast.ana, cast.ben, cast.lead, cast.support
    next_phase(cast, "pairs")
    for guest in (lead, support):
        guest.sees("pairs", "offer")
        look("pairs-offer", guest)
    lead.press("preview_pairs", "#pair")
    expect(lead.page.locator('[data-list="pairs"] > li')).to_have_count(2)
    look("pairs-preview", lead)
    lead.press("start_pairs", "#console-pairs")
    for guest in (ana, ben):
        guest.sees("pairs", "in")
        look("pairs-in", guest)
    ana.press("call_help", "#pair")
    support.page.locator(".pair__board").click()
    for guest in (lead, support):
        expect(guest.page.locator('.group[data-help="yes"]')).to_be_visible()
        look("pairs-board", guest)
    support.page.locator("#console-close").click()
    lead.page.locator("#help-waits-go").click()
    lead.page.locator('[data-list="help"] [data-done]').click()
    lead.page.locator('#console-pairs [data-seconds="0"]').click()
    ana.sees("pairs", "none")


def lost(cast: Cast, look: Look) -> None:
    for guest in (cast.ana, cast.ben):
        guest.context.set_offline(True)
        guest.sees("status", "reconnecting")
        look("reconnecting", guest)
        guest.context.set_offline(False)
        guest.sees("status", "live")


def alone(cast: Cast, look: Look) -> None:
    """The students, without a facilitator."""
    ana, ben, lead = cast.ana, cast.ben, cast.lead
    cast.support.context.close()
    lead.page.locator(".bar__button--leave").click()
    lead.page.locator('#leave-dialog [data-do="leave"]').click()
    lead.sees("status", "left")
    look("left", lead)
    for guest in (ana, ben):
        guest.sees("led", "no")
        look("no-facilitator", guest)
    lead.page.locator('[data-act="come-back"]:visible').click()
    ana.sees("led", "yes")


def sent_out(cast: Cast, look: Look) -> None:
    lead, ben, dora = cast.lead, cast.ben, cast.dora
    tab(lead, "people")
    lead.row("people", ben.seat).locator("summary").click()
    look("person-menu", lead)
    lead.row("people", ben.seat).locator('[data-do="send_to_lobby"]').click()
    ben.sees("status", "outside")
    look("outside", ben)
    look("somebody-outside", lead)
    lead.row("waiting", ben.seat).locator('[data-do="admit"]').click()
    ben.sees("status", "live")
    lead.row("people", dora.seat).locator("summary").click()
    lead.row("people", dora.seat).locator('[data-opens="remove-dialog"]').click()
    look("remove-dialog", lead)
    lead.page.locator("#remove-reason").fill("Insults, after two warnings")
    lead.page.locator('#remove-form [type="submit"]').click()
    dora.sees("status", "removed")
    look("removed", dora)


def goodbye(cast: Cast, look: Look) -> None:
    ana, ben, lead = cast.ana, cast.ben, cast.lead
    console(lead, "closing")
    lead.press("land", ".console")
    for guest in (ana, ben):
        guest.sees("mode", "round")
        look("landed", guest)
    look("landed", lead)
    lead.page.locator('[data-opens="end-dialog"]').click()
    lead.page.locator('#end-dialog [data-do="end_session"]').click()
    for guest in (ana, ben, lead):
        guest.sees("status", "ended")
        look("ended", guest)


def walk(cast: Cast, look: Look) -> None:
    for part in (
        floor_and_queue, asks_check, care, written, writes_in_silence, quiet_minute, lost, pairs, alone, sent_out,
        goodbye,
    ):  # fmt: skip
        part(cast, look)
