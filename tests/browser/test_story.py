"""One story in four browsers: from the partners' messy lists to a certificate that anybody can verify."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser

from tests.browser import story_design, story_people, world
from tests.browser.screens import TOUCH, Screen, open_screen
from tests.support.product import Product, embedded

pytestmark = [pytest.mark.browser, pytest.mark.servers]
COORDINATOR = "marieke@noorderzee.example"


@pytest.fixture(scope="module")
def site() -> Iterator[Product]:
    with embedded() as product:
        product.manage("load_plans", "-v0")
        yield product


@pytest.fixture
def people(site: Product, browser: Browser) -> Iterator[dict[str, Screen]]:
    screens = {
        "coordinator": open_screen(browser, site, "coordinator"),
        "facilitator": open_screen(browser, site, "facilitator"),
        "student": open_screen(browser, site, "student"),
        "phone": open_screen(browser, site, "phone", **TOUCH),
    }
    yield screens
    for screen in screens.values():
        screen.context.close()


def test_from_messy_lists_to_a_certificate_that_anybody_can_verify(site: Product, people: dict[str, Screen]) -> None:
    coordinator, facilitator = people["coordinator"], people["facilitator"]
    today = datetime.now(tz=UTC).date()
    world.act(site, "staff", email=COORDINATOR, name="Marieke Dekker", password=story_design.PASSWORD)

    story_design.signs_in(coordinator, COORDINATOR)
    story_design.makes_exchange(coordinator, today)
    story_design.adds_institutions(coordinator)
    story_design.completes_design(coordinator)
    story_design.adds_facilitators(coordinator, today)
    story_design.answers_remarks(coordinator)

    story_people.imports_everybody(coordinator)
    story_people.invites_everybody(coordinator)
    story_people.forms_groups(coordinator)
    story_people.moves_one(coordinator, site)
    story_people.publishes_groups(coordinator)

    world.act(site, "morning")
    group = world.act(site, "group", exchange=story_design.SLUG)
    ours = group["students"][:2]
    story_people.comes_in(people["student"], site, ours[0]["email"], "You are invited")
    story_people.comes_in(people["phone"], site, ours[1]["email"], "your dates")
    story_people.comes_in(facilitator, site, group["lead"]["email"], "your dates")

    troubles = [trouble for screen in people.values() for trouble in screen.troubles]
    assert not troubles, "\n".join(troubles)
