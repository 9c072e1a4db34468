"""The style guide is drawn with every part, so what holds there holds for what pages are made of."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.config.styleguide_urls")]

STATES = ["connecting", "early", "lobby", "outside", "left", "ended", "removed", "full", "replaced"]
STATES += ["signed_out", "refused"]
ROOMS = ["", "role=lead", "turn=mine&late=1&led=no", "turn=none&state=reconnecting&paused=yes"]
ROOMS += ["kind=break&chat=to_facilitators&prompt=away&turn=none", *(f"state={state}" for state in STATES)]
ROOMS += ["media=on", "media=on&turn=none&people=14", "media=on&role=lead&turn=mine&pin=6&fallback=1"]
ROOMS += ["media=on&dir=rtl&pin=1&mic=closed&camera=asking&was_on=1", "media=on&people=2&problem=1&mic=hushed&saving=1"]
PAGES = ["/styleguide/", "/styleguide/?dir=rtl", *(f"/styleguide/room/?{room}" for room in ROOMS)]
WINDOWS = [(1280, 800, "light"), (360, 720, "dark")]
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CHROMIUM += ["--disable-component-update", "--disable-sync"]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_needs_inline_style_or_handlers(client, address):
    page = client.get(address).text
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", page)


@pytest.mark.parametrize("address", PAGES)
def test_every_script_of_a_page_has_the_nonce(client, address):
    scripts = re.findall(r"<script[^>]*>", client.get(address).text)
    assert scripts
    assert all("nonce=" in script for script in scripts)


@pytest.mark.parametrize("address", PAGES)
def test_every_id_of_a_page_is_there_once(client, address):
    ids = re.findall(r'\sid="([^"]+)"', client.get(address).text)
    assert sorted(ids) == sorted(set(ids))


def test_a_student_is_not_sent_the_facilitators_buttons(client):
    room = client.get("/styleguide/room/").text
    assert 'data-do="raise_hand"' in room
    assert 'data-do="give_turn"' not in room
    assert 'id="console"' not in room


@pytest.mark.parametrize("code", [400, 403, 404, 500])
def test_an_error_page_needs_nothing_from_the_request(code):
    assert f"Error {code}" in render_to_string(f"{code}.html")


def test_a_fields_help_and_errors_are_tied_to_it(client):
    page = client.get("/styleguide/").text
    assert 'aria-describedby="id_name_helptext"' in page
    assert re.search(
        r'id="id_b-email"[^>]*aria-describedby="id_b-email_error"|aria-describedby="id_b-email_error"[^>]*id="id_b-email"',
        page,
    )


def test_the_style_sheets_are_logical():
    sheets = (Path(settings.BASE_DIR) / "static" / "css").glob("*.css")
    physical = re.compile(r"(?<![\w-])(margin|padding|border|inset)-(left|right|top|bottom)|text-align: (left|right)")
    assert [sheet.name for sheet in sheets if physical.search(sheet.read_text())] == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_every_part_is_accessible_and_fits(live_server, chromium_path):
    # Playwright's loop in this thread would make Django refuse its own database calls: it gets a thread.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(faults, live_server.url, chromium_path).result() == []


def faults(url: str, chromium: str) -> list[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM)
        return [fault for window in WINDOWS for fault in faults_in(browser, url, *window)]


def faults_in(browser, url, width, height, scheme):
    from tests.browser import axe

    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    for address in PAGES:
        page.goto(url + address)
        found += [f"{address} {width} {scheme}: {fault['id']}" for fault in axe.faults(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address} {width}: wider than the window")
    page.close()
    return found
