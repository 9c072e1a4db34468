"""Each page as a browser draws it: axe finds nothing, and nothing is wider than a phone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from django.urls import reverse

from recognition import codes, issuing, services
from recognition.services import Choice
from tests.recognition.held import coordinator_of, facilitator_of, held_season, meetings_of, student_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WINDOWS = [(1280, 800, "light"), (360, 720, "dark")]
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture
def pages():
    """(path, who opens it) of each page, with something to show on every one."""
    exchange = held_season(away={2: [1, 2]})
    first, *others = meetings_of(exchange)
    for meeting in others:
        services.sign_off(meeting, facilitator_of(exchange))
    student, coordinator = student_of(exchange), coordinator_of(exchange)
    code = issuing.issue_certificate(services.decide(exchange, coordinator, [Choice(student.pk)])[0]).code
    return [
        (reverse("recognition:desk", args=[exchange.slug]), coordinator),
        (reverse("recognition:student", args=[exchange.slug, student.pk]), coordinator),
        (reverse("recognition:own_record"), student.user),
        (reverse("recognition:sign_off", args=[first.pk]), facilitator_of(exchange)),
        (reverse("recognition:sign_off", args=[others[0].pk]), facilitator_of(exchange)),
        (reverse("recognition:verify"), None),
        (reverse("recognition:verify_code", args=[codes.shown(code)]), None),
        (reverse("recognition:verify_code", args=["unknown"]), None),
    ]


def test_every_page_is_accessible_and_fits(live_server, chromium_path, pages):
    visits = [(live_server.url + path, cookie_of(person)) for path, person in pages]
    # Playwright's loop in this thread would make Django refuse its own database calls: it gets a thread.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(faults, visits, chromium_path).result() == []


def cookie_of(person):
    if person is None:
        return ""
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def faults(visits, chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM)
        found = [fault for visit in visits for window in WINDOWS for fault in look(browser, *visit, *window)]
        browser.close()
    return found


def look(browser, url, cookie, width, height, scheme):
    from tests.browser import axe

    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    if cookie:
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": url}])
    page = context.new_page()
    page.goto(url)
    found = [(url, width, one["id"]) for one in axe.faults(page)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append((url, width, "too wide"))
    context.close()
    return found
