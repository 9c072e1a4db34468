"""A crawl over every named address: nobody opens a page of an exchange in which they have no such part.

The list of addresses comes from the site itself, so that a new page is in the crawl at once: it must be refused to
everybody, or be named below for those to whom it is open.
"""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.support.product import ROOT, Product, embedded

pytestmark = [pytest.mark.browser, pytest.mark.servers]
CSRF = "a" * 32

# Open to who is not signed in: the ways in, the check of a certificate, the state of the server.
PUBLIC = {
    *("livez", "readyz", "set_language", "set_theme"),
    *("accounts:sign_in", "accounts:link_sent", "accounts:password", "accounts:use_link", "accounts:renew_link"),
    *("recognition:verify", "recognition:verify_code"),
}
# Open to everybody who is signed in: the own start and the own account.
OWN = {
    *("home", "exchanges:list", "accounts:own_data", "accounts:new_password", "accounts:download"),
    *("accounts:consent", "accounts:sign_out", "accounts:sign_out_everywhere"),
}
SEEN_BY_STUDENT = {"exchanges:exchange", "recognition:own_record"}
IN_ROOM = {"dialogue_sessions:room"}
OF_COORDINATOR = {
    *("exchanges:create", "exchanges:edit", "exchanges:institutions", "exchanges:new_institution"),
    *("exchanges:exchange", "exchanges:institution", "exchanges:agreement", "exchanges:workload"),
    *("exchanges:people", "exchanges:facilitators", "exchanges:qualification"),
    *("matching:match", "matching:run", "matching:progress", "matching:board"),
    *("facilitation:brief", "facilitation:sessions", "facilitation:publish"),
    *("recognition:certificate", "recognition:sign_off", "recognition:desk", "recognition:attendance_csv"),
    "recognition:student",
}
# Pages of the exchange that open, by who asks.
OPEN_TO = {
    "coordinator": OF_COORDINATOR,
    "educator": {"exchanges:exchange", "exchanges:people", "recognition:desk", "recognition:attendance_csv"},
    "facilitator": {
        *("exchanges:exchange", "facilitation:my_week", "facilitation:brief", "recognition:sign_off"),
        *IN_ROOM,
    },
    "student": SEEN_BY_STUDENT | IN_ROOM | {"recognition:certificate"},
    "student without a group": SEEN_BY_STUDENT,
    "coordinator of another exchange": {"exchanges:create"},
    "educator of another exchange": set(),
    "facilitator of another exchange": {"facilitation:my_week"},
    "student of another exchange": {"recognition:own_record"},
    "person without any part": set(),
}


@dataclass(frozen=True)
class World:
    """A running product with one full exchange; ``arguments`` fill in the addresses."""

    site: Product
    arguments: dict[str, Any]
    cookie_name: str
    cookies: dict[str, str]
    groups: list[int]

    def ask(self, who: str, method: str, path: str, **fields: str) -> http.client.HTTPResponse:
        """Follows no redirect. ``who`` is "" for a stranger."""
        cookies = [f"csrftoken={CSRF}"] + ([f"{self.cookie_name}={self.cookies[who]}"] if who else [])
        headers = {"Cookie": "; ".join(cookies), "X-CSRFToken": CSRF}
        body = None
        if method == "POST":
            body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", self.site.ports[0], timeout=30)
        line.request(method, path, body, headers)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with embedded() as site:
        command = [sys.executable, "-m", "tests.support.make_exchange"]
        done = subprocess.run(command, env=site.environment, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        yield World(site, **json.loads(done.stdout))


@cache
def addresses() -> dict[str, tuple[str, ...]]:
    """Name of an address to the names of its arguments; the administration is asked apart."""
    return dict(sorted(named(get_resolver().url_patterns, "", ())))


def named(patterns: list[Any], space: str, before: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in patterns:
        wanted = (*before, *one.pattern.converters)
        if isinstance(one, URLResolver):
            if one.namespace != "admin":
                yield from named(one.url_patterns, f"{one.namespace}:" if one.namespace else space, wanted)
        elif isinstance(one, URLPattern) and one.name:
            yield space + one.name, wanted


def path_of(world: World, name: str) -> str:
    return reverse(name, kwargs={argument: world.arguments[argument] for argument in addresses()[name]})


def is_sign_in(answer: http.client.HTTPResponse) -> bool:
    return answer.status == 302 and urlsplit(answer.getheader("Location", "")).path == reverse("accounts:sign_in")


def test_every_part_of_the_site_is_in_the_crawl() -> None:
    spaces = {name.partition(":")[0] for name in addresses() if ":" in name}
    assert {"accounts", "exchanges", "matching", "facilitation", "dialogue_sessions", "recognition"} <= spaces


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(world: World, method: str) -> None:
    asked = {name: world.ask("", method, path_of(world, name)) for name in addresses() if name not in PUBLIC}
    wrong = {name: answer.status for name, answer in asked.items() if not is_sign_in(answer)}
    assert not wrong


@pytest.mark.parametrize("who", OPEN_TO)
def test_only_the_pages_of_ones_own_part_open(world: World, who: str) -> None:
    asked = {
        name: world.ask(who, "GET", path_of(world, name)).status for name in addresses() if name not in PUBLIC | OWN
    }
    assert {name for name, status in asked.items() if status == 200} == OPEN_TO[who]
    assert set(asked.values()) <= {200, 403, 404, 405}


@pytest.mark.parametrize("who", [who for who in OPEN_TO if who != "coordinator"])
def test_nothing_of_the_exchange_is_changed_by_who_may_not(world: World, who: str) -> None:
    """The coordinator of another exchange may make one: an empty form is refused with 400."""
    own = OPEN_TO[who] | {"recognition:attest"} if who == "facilitator" else OPEN_TO[who]
    asked = {
        name: world.ask(who, "POST", path_of(world, name)).status
        for name in addresses()
        if name not in PUBLIC | OWN | own
    }
    wrong = {name: status for name, status in asked.items() if status not in {403, 404, 405}}
    assert not wrong


@pytest.mark.parametrize("who", OPEN_TO)
def test_the_administration_is_closed_to_all_but_staff(world: World, who: str) -> None:
    for path in ("/admin/", "/admin/accounts/user/", "/admin/dialogue_sessions/roomevent/"):
        assert world.ask(who, "GET", path).status in {302, 403, 404}


@pytest.mark.parametrize("odd", ["", "²", "٣", "-1", "0", "9" * 40, "9" * 5000, "1 OR 1=1", "\x00", "../../etc"])
def test_an_odd_id_in_a_form_is_refused_and_breaks_nothing(world: World, odd: str) -> None:
    slug = {"slug": world.arguments["slug"]}
    posts = (
        ("coordinator", "matching:move", {"student": odd, "source": odd}),
        ("coordinator", "matching:support", {"group": odd}),
        ("coordinator", "exchanges:invite", {"person": odd}),
        ("coordinator", "recognition:check", {"student": odd}),
        ("coordinator", "recognition:decide", {"student": odd}),
        ("facilitator", "recognition:attest", {f"attest-{odd}": "I saw it myself, in the room"}),
    )
    asked = {name: world.ask(who, "POST", path_of(world, name), **fields) for who, name, fields in posts}
    for who, name, fields in (
        ("coordinator", "exchanges:people", {"page": odd, "words": odd, "status": odd, "institution": odd}),
        ("coordinator", "recognition:desk", {"group": odd, "proposal": odd}),
        ("", "recognition:verify", {"code": odd}),
    ):
        asked[name] = world.ask(who, "GET", f"{path_of(world, name)}?{urlencode(fields)}")
    wrong = {name: answer.status for name, answer in asked.items() if answer.status >= 500}
    assert not wrong


@pytest.mark.parametrize("number", ["0", "9" * 25, "9" * 5000])
def test_an_odd_number_in_an_address_is_not_found(world: World, number: str) -> None:
    slug = world.arguments["slug"]
    for path in (
        f"/groups/{slug}/runs/{number}/",
        f"/exchanges/{slug}/facilitators/{number}/qualification/",
        f"/recognition/exchanges/{slug}/students/{number}/",
    ):
        assert world.ask("coordinator", "GET", path).status == 404
