"""The story, first part: the coordinator makes an exchange that conforms, and publishes it."""

import csv
import json
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser.screens import Screen
from tests.support.product import ROOT

ROSTERS = ROOT / "tests" / "fixtures" / "roster"
SLUG, TITLE = "voices-of-three-seas", "Voices of three seas"
SESSIONS = 4
PLANS = ("opening", "middle", "difficult", "closing")
TITLES = ("Arriving as a group", "Ordinary days", "Where we differ", "What we take home")
PASSWORD = "a long and quiet evening"
HOURS = {"live": 8, "preparation": 24, "reflection": 24, "assignment": 28}
CREDIT_HOURS = {"NL": "28", "IT": "25", "EG": "28"}
REASON = "Agreed by the three partners for this season."


def page_of(name: str = "") -> str:
    return f"/exchanges/{SLUG}/{name}"


def signs_in(coordinator: Screen, address: str) -> None:
    coordinator.go("/")
    coordinator.look("sign-in")
    coordinator.page.locator("summary", has_text="Sign in with a password").click()
    form = coordinator.page.locator('form[action="/accounts/sign-in/password/"]')
    form.locator('[name="email"]').fill(address)
    form.locator('[name="password"]').fill(PASSWORD)
    coordinator.look("sign-in-password")
    form.get_by_role("button").click()
    coordinator.page.wait_for_url("**/")
    coordinator.look("home-empty")


def makes_exchange(coordinator: Screen, today: date) -> None:
    starts_on = today + timedelta(days=7 - today.weekday())
    coordinator.go("/exchanges/")
    coordinator.look("exchanges-none")
    coordinator.follow("New exchange")
    coordinator.look("exchange-new")
    coordinator.fill(
        title=TITLE,
        summary="Four weeks of facilitated dialogue between students of the Netherlands, Italy and Egypt.",
        kind="tep",
        starts_on=starts_on.isoformat(),
        ends_on=(starts_on + timedelta(weeks=SESSIONS, days=-1)).isoformat(),
        timezone="Europe/Amsterdam",
        working_languages="en:B1",
    )
    coordinator.push("Make the exchange")
    coordinator.reads("The exchange is made.")
    coordinator.look("exchange-first-checklist")


def adds_institutions(coordinator: Screen) -> None:
    """First each institution itself, then its part in this exchange."""
    for place in json.loads((ROSTERS / "institutions.json").read_text()):
        coordinator.go(page_of("institutions/new/"))
        if place["country"] == "NL":
            coordinator.look("institution-new")
        coordinator.fill(
            name=place["name"],
            country=place["country"],
            timezone=place["timezone"],
            schac_code=place["schac_code"],
            safeguarding_contact=f"Student desk, safe@{place['schac_code']}",
            hours_per_credit=CREDIT_HOURS[place["country"]],
        )
        coordinator.push("Save")
        coordinator.page.get_by_role("row", name=place["name"]).get_by_role("link", name="Change").click()
        coordinator.fill(
            seats=24,
            educator_name=f"Educator of {place['name']}",
            recognition_route="Elective of 3 credits, decided by the board of examiners",
            awards_credit=place["country"] != "EG",
        )
        if place["country"] == "NL":
            coordinator.look("institution-part")
        coordinator.push("Save")
        coordinator.reads("The institution is saved.")
    coordinator.look("institutions")


def completes_design(coordinator: Screen) -> None:
    coordinator.go(page_of("edit/"))
    coordinator.fill(
        outcomes="Explain a view one does not share so that its holder would agree\n"
        "Lead and follow a conversation in a group of several countries",
        code_of_conduct=True,
        shared_syllabus=True,
    )
    coordinator.look("exchange-edit")
    coordinator.push("Save")
    coordinator.go(page_of("agreement/"))
    coordinator.fill(reference="VE-2026-07", signed_on="2026-06-01")
    coordinator.look("agreement")
    coordinator.push("Save")
    coordinator.go(page_of("workload/"))
    coordinator.fill(credits="3", **HOURS)
    coordinator.look("workload")
    coordinator.push("Save")
    coordinator.reads("The workload is saved.")
    plans_sessions(coordinator)


def plans_sessions(coordinator: Screen) -> None:
    """Two empty rows are ready each time."""
    path = f"/facilitation/exchanges/{SLUG}/sessions/"
    coordinator.go(path)
    for first in range(0, SESSIONS, 2):
        for nth in (first, first + 1):
            coordinator.fill(
                **{f"form-{nth}-title": TITLES[nth], f"form-{nth}-week": nth + 1, f"form-{nth}-plan": PLANS[nth]}
            )
        coordinator.push("Save the series")
        coordinator.reads("The series is saved.")
    coordinator.look("series")


def adds_facilitators(coordinator: Screen, today: date) -> None:
    names = {place["slug"]: place["name"] for place in json.loads((ROSTERS / "institutions.json").read_text())}
    coordinator.go(page_of("facilitators/"))
    coordinator.look("facilitators-none")
    with (ROSTERS / "facilitators.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for nth, row in enumerate(rows):
        if nth:
            coordinator.page.locator("summary", has_text="Add or change a facilitator").click()
        coordinator.fill(
            name=row["facilitator_id"].replace(".", " ").title(),
            email=f"{row['facilitator_id']}@facilitators.example",
            institution=names[row["institution"]],
            country=row["country"],
            timezone=row["tz"],
            languages=row["languages"],
            availability=row["availability"],
            max_groups=row["max_groups"],
            access_skills=row["access_skills"],
            level="F2",
            issuer="Facilitation training",
            issued_on=(today - timedelta(days=90)).isoformat(),
        )
        coordinator.push("Save")
        coordinator.reads(re_name(row["facilitator_id"]))
    coordinator.look("facilitators")
    coordinator.page.get_by_role("link", name="Qualification").first.click()
    coordinator.look("qualification")


def re_name(facilitator_id: str) -> str:
    return f"{facilitator_id.replace('.', ' ').title()} is in the list."


def answers_remarks(coordinator: Screen) -> None:
    """Each yellow point of the checklist gets its reason; then the exchange is published."""
    coordinator.go(page_of())
    coordinator.look("checklist-with-remarks")
    remarks = coordinator.page.locator("details", has_text="Give a reason")
    while left := remarks.count():
        assert left < 10
        remarks.first.locator("summary").click()
        remarks.first.locator("textarea").fill(REASON)
        remarks.first.get_by_role("button", name="Accept the remark").click()
        expect(remarks).to_have_count(left - 1)
        coordinator.reads("The reason is kept")
    coordinator.look("checklist-complete")
    coordinator.push("Publish")
    coordinator.reads("The exchange is published.")
    coordinator.look("exchange-published")
