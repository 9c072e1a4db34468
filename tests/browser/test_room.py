"""The live room in Chromium: two students and a facilitator, each in a browser of their own."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.guests import PHONE, Guest, make_room
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Gather = Callable[..., list[Guest]]


# -- before the start -----------------------------------------------------------------------------------------------


def test_before_the_lobby_opens_the_page_counts_down(gather: Gather) -> None:
    ana, *_ = gather(starts_in=7500, students=1)
    ana.sees("status", "early")
    expect(ana.page.get_by_text("Opens in 1 hour 50 minutes")).to_be_visible()
    expect(ana.page.get_by_text("Your facilitators:")).to_be_visible()
    ana.accessible()


def test_the_lobby_tells_who_is_here_and_whom_we_wait_for(gather: Gather) -> None:
    ana, ben, lead = gather()
    for guest in (ana, ben, lead):
        guest.sees("status", "lobby")
        expect(guest.page.locator('[data-list="here"] > li')).to_have_count(3)
    expect(ana.page.locator('[data-text="wait-line"]')).to_contain_text("Noor Haddad")
    expect(ana.page.locator('[data-do="start_session"]')).to_have_count(0)
    assert ana.page.title() == "Waiting · Arriving as a group"
    ana.accessible()
    lead.accessible()


def test_the_facilitator_starts_and_everybody_is_in_the_room(live: Gather) -> None:
    ana, ben, lead = live()
    for guest in (ana, ben, lead):
        expect(guest.page.locator('[data-list="tiles"] > li')).to_have_count(3)
        expect(guest.page.locator(".prompt__text--full")).to_contain_text("While we wait")
        guest.accessible()


# -- speaking -------------------------------------------------------------------------------------------------------


def test_a_raised_hand_shows_its_place_and_the_turn_goes_round(live: Gather) -> None:
    ana, ben, lead = live()
    ana.press("raise_hand")
    expect(lead.row("queue", ana.seat)).to_be_visible()
    ben.press("raise_hand")
    expect(ben.page.locator(".bar__place")).to_have_text("place 2 in the queue")
    lead.page.locator("#give-next").click()
    ana.sees("turn", "mine")
    ben.sees("turn", "other")
    expect(ana.page.locator("#room-alert")).to_contain_text("It is your turn")
    assert ana.page.title().startswith("Your turn")
    ana.accessible()
    ana.press("end_turn", ".bar")
    ben.sees("turn", "none")
    expect(ben.page.locator(".bar__place")).to_have_text("place 1 in the queue")


def test_a_turn_that_is_passed_is_given_up_without_a_reason(live: Gather) -> None:
    ana, _, lead = live()
    lead.page.locator("#tab-people").click()
    lead.row("people", ana.seat).locator("summary").click()
    lead.row("people", ana.seat).locator('[data-do="give_turn"]').click()
    ana.sees("turn", "mine")
    ana.press("pass_turn")
    lead.sees("turn", "none")


def test_the_facilitator_sees_who_was_not_heard_yet(live: Gather) -> None:
    ana, ben, lead = live()
    expect(lead.row("unheard", ana.seat)).to_be_visible()
    expect(lead.row("unheard", ben.seat)).to_be_visible()
    expect(ana.page.locator('[data-list="unheard"]')).to_have_count(0)


def test_the_order_of_the_queue_is_told_to_all(live: Gather) -> None:
    ana, _, lead = live()
    lead.unfold("queue")
    lead.page.locator("#queue-order").select_option("hands")
    expect(ana.page.locator('[data-text="queue-rule"]')).to_contain_text("order of raised hands")


# -- writing --------------------------------------------------------------------------------------------------------


def test_a_line_is_read_by_all_and_a_private_one_by_facilitators(live: Gather) -> None:
    ana, ben, lead = live()
    ana.write("I can hear the tram")
    ana.write("I feel lost", to="facilitators")
    expect(lead.page.locator("#tab-chat .badge")).to_have_text("2")
    ben.page.locator("#tab-chat").click()
    lead.page.locator("#tab-chat").click()
    expect(lead.lines()).to_have_text(["I can hear the tram", "I feel lost"])
    expect(ben.lines()).to_have_text(["I can hear the tram"])
    lead.accessible()


def test_a_reaction_shows_on_the_tile(live: Gather) -> None:
    ana, ben, _ = live()
    ana.page.locator(".bar__group--wide summary").first.click()
    ana.page.locator('.bar__group--wide [data-reaction="heart"]').click()
    expect(ben.tile(ana.seat).locator(".tile__reaction svg")).to_be_visible()


# -- the plan -------------------------------------------------------------------------------------------------------


def test_the_next_phase_brings_its_prompt_to_all(live: Gather) -> None:
    ana, ben, lead = live()
    lead.press("next_phase", ".console")
    for guest in (ana, ben, lead):
        expect(guest.page.locator(".prompt__text--full")).to_contain_text("not a debate")
        expect(guest.page.locator(".step[aria-current=step]")).to_contain_text("10 min left")
    ana.page.locator("#plain-toggle").click()
    expect(ana.page.locator(".prompt__text--plain")).to_be_visible()
    ana.page.locator("#prompt-close").click()
    assert ana.focused() == "prompt-open"
    lead.press("extend_phase", ".console")
    expect(ana.page.locator(".step[aria-current=step]")).to_contain_text("11 min left")


def test_a_pause_stops_the_clock_for_all(live: Gather) -> None:
    ana, _, lead = live()
    lead.press("pause", ".console")
    ana.sees("paused", "yes")
    expect(ana.page.get_by_text("The plan is paused.")).to_be_visible()
    lead.press("resume", ".console")
    ana.sees("paused", "no")


def test_who_comes_late_reads_where_the_others_are(gather: Gather) -> None:
    ana, *_ = gather(starts_in=-1330, phase=2, into=250, students=1)
    ana.sees("status", "live")
    expect(ana.page.locator("#late-line")).to_contain_text(
        "We are in “\u2068The story of a name\u2069”, 13 minutes left."
    )
    expect(ana.page.locator(".room__drift")).to_have_text("2 min late")
    ana.accessible()


# -- lost and back --------------------------------------------------------------------------------------------------


def test_a_reload_in_mid_turn_keeps_the_turn_the_place_and_the_chat(live: Gather) -> None:
    ana, ben, lead = live()
    ana.write("before the reload")
    ana.press("raise_hand")
    ben.press("raise_hand")
    lead.page.locator("#give-next").click()
    ana.sees("turn", "mine")
    ana.page.reload()
    ben.page.reload()
    ana.sees("turn", "mine")
    expect(ben.page.locator(".bar__place")).to_have_text("place 1 in the queue")
    expect(ana.lines()).to_have_text(["before the reload"])


def test_without_network_the_page_says_so_and_comes_back_with_what_was_written(live: Gather) -> None:
    ana, ben, _ = live()
    ana.press("raise_hand")
    ana.sees("hand", "up")
    ana.context.set_offline(True)
    ana.sees("status", "reconnecting")
    ana.accessible()
    ana.write("written while away")
    expect(ana.page.locator(".line[data-sending=yes]")).to_have_count(1)
    ana.context.set_offline(False)
    ana.sees("status", "live")
    ben.page.locator("#tab-chat").click()
    expect(ben.lines()).to_have_text(["written while away"])
    expect(ana.page.locator(".line")).to_have_count(1)
    expect(ana.page.locator(".bar__place")).to_have_text("place 1 in the queue")


def test_who_leaves_can_come_back(live: Gather) -> None:
    ana, ben, _ = live()
    ana.page.locator(".bar__button--leave").click()
    ana.page.locator('#leave-dialog [data-do="leave"]').click()
    ana.sees("status", "left")
    ana.accessible()
    expect(ben.row("people", ana.seat)).not_to_have_attribute("data-presence", "here")
    ana.page.locator('[data-act="come-back"]:visible').click()
    ana.sees("status", "live")
    expect(ben.tile(ana.seat)).to_have_attribute("data-presence", "here")


def test_a_restart_of_the_server_brings_everybody_back_in_place(live: Gather, site: Product) -> None:
    ana, ben, lead = live()
    ana.press("raise_hand")
    ben.press("raise_hand")
    ben.sees("hand", "up")
    site.stop(0)
    try:
        ana.sees("status", "reconnecting")
        ana.write("while the server was away")
    finally:
        site.start(0)
    for guest in (ana, ben, lead):
        guest.sees("status", "live")
    expect(ben.page.locator(".bar__place")).to_have_text("place 2 in the queue")
    lead.page.locator("#tab-chat").click()
    expect(lead.lines()).to_have_text(["while the server was away"])


# -- the facilitator's care -----------------------------------------------------------------------------------------


def test_somebody_is_asked_to_wait_and_let_in_again(live: Gather) -> None:
    ana, _, lead = live()
    lead.page.locator("#tab-people").click()
    lead.row("people", ana.seat).locator("summary").click()
    lead.row("people", ana.seat).locator('[data-do="send_to_lobby"]').click()
    ana.sees("status", "outside")
    ana.accessible()
    lead.row("waiting", ana.seat).locator('[data-do="admit"]').click()
    ana.sees("status", "live")


def test_a_removal_needs_a_reason_and_can_be_undone(live: Gather) -> None:
    ana, _, lead = live()
    lead.page.locator("#tab-people").click()
    lead.row("people", ana.seat).locator("summary").click()
    lead.row("people", ana.seat).locator('[data-opens="remove-dialog"]').click()
    expect(lead.page.locator("#remove-dialog")).to_contain_text(ana.name)
    lead.accessible()
    lead.page.locator("#remove-reason").fill("Insults, after two warnings")
    lead.page.locator('#remove-form [type="submit"]').click()
    ana.sees("status", "removed")
    ana.accessible()
    lead.unfold("safety")
    lead.row("removed", ana.seat).locator("button").click()
    expect(lead.page.locator("#console-removed")).to_be_hidden()
    ana.page.reload()
    ana.sees("status", "live")


def test_the_lead_is_handed_over_and_taken_back(gather: Gather) -> None:
    _, lead, support = gather(students=1, facilitators=2)
    support.sees("status", "lobby")
    lead.press("start_session")
    lead.sees("leading", "yes")
    support.sees("leading", "no")
    lead.page.locator("#tab-people").click()
    lead.row("people", support.seat).locator("summary").click()
    lead.row("people", support.seat).locator('[data-do="give_lead"]').click()
    support.sees("leading", "yes")
    lead.press("take_lead")
    lead.sees("leading", "yes")


def test_closing_well_goes_to_the_last_phase(live: Gather) -> None:
    ana, _, lead = live()
    lead.unfold("closing")
    lead.press("land", ".console")
    expect(ana.page.locator(".step[aria-current=step]")).to_contain_text("One word")
    expect(lead.page.locator('.console [data-do="next_phase"]')).to_be_disabled()
    expect(lead.page.locator('.console [data-do="land"]')).to_be_disabled()


def test_the_groups_of_the_console_stay_as_they_were_left(live: Gather) -> None:
    *_, lead = live()
    lead.unfold("ask")
    lead.page.locator("#fold-people > summary").click()
    lead.page.reload()
    lead.sees("status", "live")
    opened = "folds => folds.filter((fold) => fold.open).map((fold) => fold.dataset.fold)"
    assert lead.page.locator("[data-fold]").evaluate_all(opened) == ["now", "ask"]


def test_the_end_asks_first_and_thanks_everybody(live: Gather) -> None:
    ana, _, lead = live()
    lead.unfold("closing")
    lead.page.locator('[data-opens="end-dialog"]').click()
    lead.page.locator("#end-dialog [data-closes]").first.click()
    ana.sees("status", "live")
    lead.page.locator('[data-opens="end-dialog"]').click()
    lead.page.locator('#end-dialog [data-do="end_session"]').click()
    for guest in (ana, lead):
        guest.sees("status", "ended")
        expect(guest.page.get_by_text("The session ended at")).to_be_visible()
    ana.accessible()
    ana.page.reload()
    ana.sees("status", "ended")


# -- hands, eyes and small screens ----------------------------------------------------------------------------------


def test_the_keyboard_reaches_hand_turn_and_chat(live: Gather) -> None:
    ana, ben, lead = live()
    ana.page.locator('.bar [data-do="raise_hand"]').focus()
    ana.page.keyboard.press("Enter")
    ana.sees("hand", "up")
    assert ana.focused() == "lower_hand"
    ana.page.keyboard.press("h")
    ana.sees("hand", "down")
    assert ana.focused() == "raise_hand"
    ana.page.keyboard.press("h")
    expect(lead.row("queue", ana.seat)).to_be_visible()
    lead.page.locator("#give-next").focus()
    lead.page.keyboard.press("Enter")
    ana.sees("turn", "mine")
    assert ana.focused() == "end_turn"
    ana.page.keyboard.press("Enter")
    ana.sees("turn", "none")
    ben.page.locator("#tab-queue").focus()
    ben.page.keyboard.press("End")
    expect(ben.page.locator("#panel-board")).to_be_visible()
    ben.page.keyboard.press("ArrowLeft")
    expect(ben.page.locator("#panel-notes")).to_be_visible()


CONTROLS = "a[href], button, select, textarea, summary"
REACHABLE = f"""() => [...document.querySelectorAll("{CONTROLS}")]
    .filter((e) => e.checkVisibility({{visibilityProperty: true}}) && !e.disabled && e.tabIndex >= 0).length"""
START = "() => { window.reached = new Set(); document.activeElement.blur() }"
REACHED = f"""() => reached.add(document.activeElement)
    && [...reached].filter((e) => e.matches("{CONTROLS}")).length"""


def test_every_control_of_the_room_is_reached_with_the_tab_key(live: Gather) -> None:
    ana, _, lead = live()
    for guest in (ana, lead):
        wanted, reached = guest.page.evaluate(REACHABLE), 0
        guest.page.evaluate(START)
        for _ in range(wanted + 12):
            guest.page.keyboard.press("Tab")
            reached = guest.page.evaluate(REACHED)
        assert reached >= wanted


def test_beats_come_from_a_worker_so_that_a_hidden_tab_stays_here(live: Gather) -> None:
    ana, *_ = live()
    assert [worker.url for worker in ana.page.workers if "metronome" in worker.url]


def test_the_letter_h_in_a_message_is_a_letter(live: Gather) -> None:
    ana, *_ = live()
    ana.page.locator("#tab-chat").click()
    ana.page.locator("#chat-text").press_sequentially("hhh")
    expect(ana.page.locator("#chat-text")).to_have_value("hhh")
    ana.sees("hand", "down")


def test_the_shortcut_can_be_switched_off(live: Gather) -> None:
    ana, *_ = live()
    ana.page.locator(".bar__group--wide summary").last.click()
    toggle = ana.page.locator('.bar__group--wide [data-act="toggle-shortcut"]')
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    ana.page.keyboard.press("Escape")
    ana.page.keyboard.press("h")
    ana.press("raise_hand")
    ana.sees("hand", "up")


def test_a_list_that_changes_leaves_the_focus_where_it_is(live: Gather) -> None:
    ana, ben, lead = live()
    ana.press("raise_hand")
    give = lead.row("queue", ana.seat).locator('[data-do="skip"]')
    give.focus()
    ben.press("raise_hand")
    expect(lead.row("queue", ben.seat)).to_be_visible()
    expect(give).to_be_focused()


def test_on_a_phone_the_rail_is_a_sheet(live: Gather) -> None:
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
    ana, ben, lead = live(at={0: phone, 2: phone})
    ana.fits()
    ana.accessible()
    expect(ana.page.locator("#rail")).to_be_hidden()
    ana.page.locator("#rail-open").tap()
    expect(ana.page.locator("#panel-queue")).to_be_visible()
    ana.accessible()
    ana.page.keyboard.press("Escape")
    expect(ana.page.locator("#rail")).to_be_hidden()
    assert ana.focused() == "rail-open"
    ben.write("Hello from Leiden")
    expect(ana.page.locator("#rail-open .badge")).to_have_text("1")
    lead.page.locator("#console-toggle").tap()
    expect(lead.page.locator("#console")).to_be_visible()
    lead.accessible()
    lead.fits()
    lead.page.keyboard.press("Escape")
    expect(lead.page.locator("#console")).to_be_hidden()


def test_the_room_reads_from_right_to_left_and_in_the_dark(live: Gather) -> None:
    dark = {"color_scheme": "dark"}
    ana, ben, lead = live(at={0: dark, 1: dark | {"viewport": PHONE}, 2: dark})
    ana.press("raise_hand")
    lead.page.locator("#give-next").click()
    for guest in (ana, ben, lead):
        guest.page.evaluate("() => document.documentElement.setAttribute('dir', 'rtl')")
        guest.sees("turn", "mine" if guest is ana else "other")
        guest.fits()
        guest.accessible()


def test_a_stranger_does_not_learn_that_the_room_exists(gather: Gather, site: Product) -> None:
    ana, *_ = gather()
    other = make_room(site)
    answer = ana.page.goto(other["path"])
    assert answer is not None
    assert answer.status == 404


def test_the_scripts_of_the_room_are_small(live: Gather) -> None:
    """150 kB compressed are allowed: the room with sound and picture, with space for what will be added."""
    ana, *_ = live()
    loaded = "() => performance.getEntriesByType('resource').map((r) => r.name).filter((name) => name.endsWith('.js'))"
    bodies = [ana.context.request.get(name).body() for name in ana.page.evaluate(loaded)]
    assert len(bodies) > 30
    assert sum(len(gzip.compress(body)) for body in bodies) < 120_000
