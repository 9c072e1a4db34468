"""The story, last part: signed, decided, certified, downloaded, verified by a stranger, revoked."""

import io
import re

import pypdf
from playwright.sync_api import Browser, expect

from tests.browser import world
from tests.browser.screens import TOUCH, Screen, open_screen
from tests.browser.story_design import SLUG
from tests.support.product import Product

DESK = f"/recognition/exchanges/{SLUG}/"
CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")
DOUBT = "The student told us that the certificate names the wrong person."


def signs_off(facilitator: Screen, sessions: list[str]) -> None:
    """First from the page itself, as after every session; the others from the list of what waits."""
    for nth, session in enumerate(reversed(sessions)):
        facilitator.go(f"/recognition/sessions/{session}/")
        if not nth:
            facilitator.look("sign-off")
        facilitator.push("Sign the record")
        facilitator.reads("The record of this session is signed.")
    facilitator.look("signed")


def looks_at_evidence(coordinator: Screen, name: str) -> None:
    coordinator.go(DESK)
    coordinator.look("desk")
    coordinator.page.get_by_role("link", name=name, exact=True).first.click()
    expect(coordinator.page.get_by_role("heading", level=1, name=name)).to_be_visible()
    coordinator.page.locator("summary", has_text="Minute by minute").first.click()
    coordinator.look("evidence")


def decides(coordinator: Screen, names: list[str], unmet: str) -> None:
    """As proposed for both students; against the proposal only with a reason."""
    coordinator.go(DESK)
    for name in names:
        coordinator.page.get_by_label(f"Choose {name}", exact=True).check()
    coordinator.push("Check the chosen ones")
    coordinator.reads("Nothing is written yet.")
    coordinator.look("decisions-checked")
    coordinator.push("Write ")
    coordinator.reads("decisions are written.")
    coordinator.picture("decided")
    decides_otherwise(coordinator, unmet)


def decides_otherwise(coordinator: Screen, name: str) -> None:
    coordinator.go(DESK)
    coordinator.page.get_by_role("link", name=name, exact=True).first.click()
    coordinator.page.locator("#outcome").select_option("deferred")
    coordinator.push("Check")
    coordinator.look("decision-needs-reason")
    coordinator.follow("Back, write nothing")
    coordinator.page.get_by_role("link", name=name, exact=True).first.click()
    coordinator.page.locator("#outcome").select_option("deferred")
    coordinator.page.locator("#reason").fill("Ill in two sessions; the partners agreed on a place in the next season.")
    coordinator.push("Check")
    coordinator.push("Write ")
    coordinator.reads("1 decision is written.")


def issues(coordinator: Screen) -> None:
    coordinator.go(DESK)
    coordinator.page.get_by_role("button", name=re.compile(r"Issue \d+ certificates")).click()
    coordinator.reads("certificates are issued.")
    coordinator.picture("issued")


def downloads(student: Screen, name: str) -> str:
    """The PDF names the student and the code. Returns the code."""
    student.go("/")
    student.look("home-after")
    student.go("/recognition/record/")
    student.look("own-record")
    with student.page.expect_download() as waiting:
        student.follow("Download the PDF")
    text = text_of(waiting.value.path().read_bytes())
    found = CODE.search("-".join(text.split()))  # the code stands in two lines
    assert found, text
    assert name in " ".join(text.split()), text
    return found[0]


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def is_verified(browser: Browser, site: Product, code: str, name: str, words: str) -> None:
    """By a stranger with a phone, without sign-in and without scripts."""
    with_eyes = open_screen(browser, site, "stranger", **TOUCH)
    with_eyes.go("/recognition/verify/")
    with_eyes.look("verify")
    with_eyes.go(f"/recognition/verify/{code}/")
    with_eyes.look("verified" if "valid" in words else "revoked")
    without_script = open_screen(browser, site, "scriptless", java_script_enabled=False)
    without_script.go("/recognition/verify/")
    without_script.page.locator('[name="code"]').fill(code.lower())
    without_script.push("Check")
    expect(without_script.page.get_by_text(words)).to_be_visible()
    expect(without_script.page.get_by_role("heading", level=1)).to_have_text(name)
    without_script.picture("verified")
    for screen in (with_eyes, without_script):
        screen.context.close()
    assert not with_eyes.troubles + without_script.troubles


def revokes(coordinator: Screen, name: str) -> None:
    coordinator.go(DESK)
    coordinator.page.get_by_role("link", name=name, exact=True).first.click()
    coordinator.page.locator("summary", has_text="Revoke the certificate").click()
    coordinator.page.locator("#revoke-reason").fill(DOUBT)
    coordinator.look("revoke")
    coordinator.push("Revoke, for good")
    coordinator.reads("The certificate is revoked.")
    coordinator.look("revoked")


def is_told(student: Screen, words: str) -> None:
    student.go("/recognition/record/")
    student.reads(words)
    student.look("own-record-revoked")


def unmet_name(site: Product) -> str:
    """A student of another group, whose sessions were not held."""
    return str(world.act(site, "outsider", exchange=SLUG)["name"])
