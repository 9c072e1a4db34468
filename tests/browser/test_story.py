"""One story in four browsers: from the partners' messy lists to a certificate that anybody can verify."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser

from tests.browser import story_certificate, story_design, story_people, story_room, world
from tests.browser.screens import TOUCH, Screen, open_screen
from tests.support.product import Product, embedded

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.long]
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


def test_from_messy_lists_to_a_certificate_that_anybody_can_verify(
    site: Product, browser: Browser, people: dict[str, Screen]
) -> None:
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
    addresses = {
        "student": group["students"][0]["email"],
        "phone": group["students"][1]["email"],
        "facilitator": group["lead"]["email"],
    }
    story_people.comes_in(people["student"], site, addresses["student"], "You are invited")
    story_people.comes_in(people["phone"], site, addresses["phone"], "Your group and your dates")
    story_people.comes_in(facilitator, site, addresses["facilitator"], "Your group and your dates")

    held = world.act(
        site,
        "weeks",
        exchange=story_design.SLUG,
        group=group["id"],
        reliable=[one["id"] for one in group["students"][:2]],
        starts_in=story_room.STARTS_IN_SECONDS,
    )
    seats = {who: held["seats"][address] for who, address in addresses.items()}
    story_room.holds_session(people, held["path"], seats)

    name, other = (one["name"] for one in group["students"][:2])
    story_certificate.signs_off(facilitator, held["sessions"])
    story_certificate.looks_at_evidence(coordinator, name)
    story_certificate.decides(coordinator, [name, other], story_certificate.unmet_name(site))
    story_certificate.issues(coordinator)
    code = story_certificate.downloads(people["student"], name)
    story_certificate.downloads(people["phone"], other)
    story_certificate.is_verified(browser, site, code, name, "This certificate is valid")
    story_certificate.revokes(coordinator, name)
    story_certificate.is_verified(browser, site, code, name, "This certificate was revoked on")
    story_certificate.is_told(people["student"], "Revoked on")

    troubles = [trouble for screen in people.values() for trouble in screen.troubles]
    assert not troubles, "\n".join(troubles)
