"""A crawl over every named address: nobody opens a page of an exchange in which they have no such part.

The list of addresses comes from the site itself, so that a new page is in the crawl at once: it must be refused to
everybody, or be named below for those to whom it is open.
"""

from urllib.parse import urlencode, urlsplit

import pytest
from django.urls import reverse

from tests.browser.held_exchange import Answer, World, addresses

pytestmark = [pytest.mark.browser, pytest.mark.servers]
# Open to who is not signed in: the ways in, the check of a certificate, the state of the server.
PUBLIC = {
    *("livez", "readyz", "metrics", "set_language", "set_theme"),
    *("accounts:sign_in", "accounts:link_sent", "accounts:password", "accounts:use_link", "accounts:renew_link"),
    *("recognition:verify", "recognition:verify_code"),
}
# Open to everybody who is signed in: the own start and the own account.
OWN = {
    *("home", "exchanges:list", "accounts:own_data", "accounts:new_password", "accounts:download"),
    *("accounts:consent", "accounts:sign_out", "accounts:sign_out_everywhere"),
    *("dialogue_sessions:check", "dialogue_sessions:check_relays", "dialogue_sessions:check_upload"),
    *("dialogue_sessions:check_result", "dialogue_sessions:check_forget"),
}
SEEN_BY_STUDENT = {"exchanges:exchange", "recognition:own_record", "matching:own_group", "matching:own_leave"}
# Forms without a page of their own.
POSTED_BY = {
    "facilitator": {"recognition:attest", "dialogue_sessions:measure"},
    "student": {"matching:own_ask", "matching:own_take_back", "dialogue_sessions:measure"},
    "student without a group": {"matching:own_ask"},
}
IN_ROOM = {"dialogue_sessions:room", "dialogue_sessions:entry", "facilitation:report"}
OF_COORDINATOR = {
    *("exchanges:create", "exchanges:edit", "exchanges:institutions", "exchanges:new_institution"),
    *("exchanges:exchange", "exchanges:institution", "exchanges:agreement", "exchanges:workload"),
    *("exchanges:people", "exchanges:facilitators", "exchanges:qualification"),
    *("matching:match", "matching:run", "matching:progress", "matching:board"),
    *("matching:coverage", "matching:runs", "matching:compare", "matching:download"),
    *("matching:board_state", "matching:board_table", "matching:board_openings", "matching:board_group"),
    *("matching:changes", "matching:changes_left", "matching:changes_requests", "matching:changes_proposals"),
    *(
        "matching:group_meeting",
        "matching:places",
        "matching:merge_groups",
        "matching:answer_request",
        "matching:proposals_state",
    ),
    *("facilitation:brief", "facilitation:sessions", "facilitation:publish", "facilitation:live"),
    *("facilitation:incidents", "facilitation:incident"),
    *("recognition:certificate", "recognition:sign_off", "recognition:desk", "recognition:attendance_csv"),
    *("recognition:student", "recognition:timeline_csv"),
}
# Pages of the exchange that open, by who asks.
OPEN_TO = {
    "coordinator": OF_COORDINATOR,
    "educator": {"exchanges:exchange", "exchanges:people", "recognition:desk", "recognition:attendance_csv"},
    "facilitator": {
        *("exchanges:exchange", "facilitation:my_week", "facilitation:brief", "recognition:sign_off"),
        *("recognition:timeline_csv", *IN_ROOM),
    },
    "student": SEEN_BY_STUDENT
    | IN_ROOM
    | {"recognition:certificate", "recognition:timeline_csv", "matching:own_answer"},
    "student without a group": SEEN_BY_STUDENT,
    "coordinator of another exchange": {"exchanges:create", "facilitation:live"},
    "educator of another exchange": set(),
    "facilitator of another exchange": {"facilitation:my_week"},
    "student of another exchange": {"recognition:own_record"},
    "person without any part": set(),
}


def is_sign_in(answer: Answer) -> bool:
    return answer.status == 302 and urlsplit(answer.goes_to).path == reverse("accounts:sign_in")


def test_every_part_of_the_site_is_in_the_crawl() -> None:
    spaces = {name.partition(":")[0] for name in addresses() if ":" in name}
    assert {"accounts", "exchanges", "matching", "facilitation", "dialogue_sessions", "recognition"} <= spaces


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(world: World, method: str) -> None:
    asked = {name: world.ask("", method, world.path_of(name)) for name in addresses() if name not in PUBLIC}
    wrong = {name: answer.status for name, answer in asked.items() if not is_sign_in(answer)}
    assert not wrong


@pytest.mark.parametrize("who", OPEN_TO)
def test_only_the_pages_of_ones_own_part_open(world: World, who: str) -> None:
    asked = {
        name: world.ask(who, "GET", world.path_of(name)).status for name in addresses() if name not in PUBLIC | OWN
    }
    assert {name for name, status in asked.items() if status == 200} == OPEN_TO[who]
    assert set(asked.values()) <= {200, 403, 404, 405}


@pytest.mark.parametrize("who", [who for who in OPEN_TO if who != "coordinator"])
def test_nothing_of_the_exchange_is_changed_by_who_may_not(world: World, who: str) -> None:
    """The coordinator of another exchange may make one: an empty form is refused with 400."""
    own = OPEN_TO[who] | POSTED_BY.get(who, set())
    asked = {
        name: world.ask(who, "POST", world.path_of(name)).status
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
    posts = (
        ("coordinator", "matching:move", {"student": odd, "source": odd}),
        ("coordinator", "matching:support", {"group": odd}),
        ("coordinator", "exchanges:invite", {"person": odd}),
        ("coordinator", "recognition:check", {"student": odd}),
        ("coordinator", "recognition:decide", {"student": odd}),
        ("facilitator", "recognition:attest", {f"attest-{odd}": "I saw it myself, in the room"}),
    )
    asked = {name: world.ask(who, "POST", world.path_of(name), **fields) for who, name, fields in posts}
    for who, name, fields in (
        ("coordinator", "exchanges:people", {"page": odd, "words": odd, "status": odd, "institution": odd}),
        ("coordinator", "recognition:desk", {"group": odd, "proposal": odd}),
        ("", "recognition:verify", {"code": odd}),
    ):
        asked[name] = world.ask(who, "GET", f"{world.path_of(name)}?{urlencode(fields)[:8000]}")
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
