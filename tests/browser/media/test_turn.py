"""Through the relay alone, as people behind strict networks. A real coturn with the configuration that we ship."""

import base64
import contextlib
import hashlib
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import Browser, Page, Playwright

from sessions.media import turn
from tests.browser.guests import make_room
from tests.browser.media.people import MEDIA_ARGS, Talker, all_see_and_hear_all, talker
from tests.support.media import LocalTurn, turn_server
from tests.support.product import Product, embedded

pytestmark = [pytest.mark.browser, pytest.mark.media]
HOUR = 3600
ONLY_RELAY = """() => {
  const make = RTCPeerConnection;
  window.RTCPeerConnection = class extends make {
    constructor(config, ...more) { super({ ...config, iceTransportPolicy: "relay" }, ...more); }
    setConfiguration(config) { super.setConfiguration({ ...config, iceTransportPolicy: "relay" }); }
  };
}"""
# The kinds of both ends of each pair that carries something.
WAYS = """async () => {
  const found = [];
  for (const pc of pcs) {
    const stats = await pc.getStats();
    for (const one of stats.values()) if (one.type === "candidate-pair" && one.nominated && one.state === "succeeded")
      found.push([stats.get(one.localCandidateId).candidateType, stats.get(one.remoteCandidateId).candidateType]);
  }
  return found;
}"""
TRY = """async ([url, username, credential]) => {
  const iceServers = [{ urls: [url], username, credential }];
  const pc = new RTCPeerConnection({ iceServers, iceTransportPolicy: "relay" });
  const found = [], errors = [];
  pc.onicecandidateerror = ({ errorCode }) => errors.push(errorCode);
  const over = new Promise((done) => {
    pc.onicecandidate = ({ candidate }) => candidate?.candidate ? found.push(candidate.type) : candidate || done();
  });
  pc.createDataChannel("way");
  await pc.setLocalDescription();
  await over;
  pc.close();
  return [found, errors];
}"""


@pytest.fixture(scope="module")
def relay() -> Iterator[LocalTurn]:
    with turn_server() as server:
        yield server


@pytest.fixture(scope="module")
def relayed_site(relay: LocalTurn) -> Iterator[Product]:
    with embedded(**relay.environment) as product:
        yield product


@pytest.fixture(scope="module")
def blank(media_browser: Browser) -> Iterator[Page]:
    with contextlib.closing(media_browser.new_page()) as page:
        yield page


def tried(page: Page, relay: LocalTurn, way: str, expires_in: int = HOUR) -> Any:
    """[kinds of addresses that the page got, codes of errors] with a credential of the product."""
    name, word = turn.credential(int(time.time()) + expires_in, "0000abcd.1")
    return page.evaluate(TRY, [relay.ways[way], name, word])


def test_two_pages_that_only_the_relay_joins_see_and_hear_each_other(
    media_browser: Browser, relayed_site: Product
) -> None:
    pair = relay_only_pair(media_browser, relayed_site)
    try:
        all_see_and_hear_all([one.join_in() for one in pair])
        ways = [way for one in pair for way in one.page.evaluate(WAYS)]
        assert ways
        assert {tuple(way) for way in ways} == {("relay", "relay")}
    finally:
        for one in pair:
            one.context.close()
    assert [one.troubles for one in pair] == [[], []]


def relay_only_pair(browser: Browser, site: Product) -> list[Talker]:
    room = make_room(site, starts_in=60, students=1)
    pair = [talker(browser, site, room, place) for place in range(2)]
    for one in pair:
        one.context.add_init_script(f"({ONLY_RELAY})()")
        one.come()
    pair[-1].sees("status", "lobby")
    pair[-1].press("start_session")
    for one in pair:
        one.sees("status", "live")
    return pair


@pytest.mark.parametrize("way", ["udp", "tcp"])
def test_a_credential_of_the_product_opens_the_relay(blank: Page, relay: LocalTurn, settings: Any, way: str) -> None:
    settings.TURN_SECRET = relay.secret
    found, errors = tried(blank, relay, way)
    assert (set(found), errors) == ({"relay"}, [])


@pytest.mark.parametrize("way", ["udp", "tcp"])
def test_an_expired_credential_opens_nothing_and_the_page_hears_401(
    blank: Page, relay: LocalTurn, settings: Any, way: str
) -> None:
    settings.TURN_SECRET = relay.secret
    found, errors = tried(blank, relay, way, expires_in=-60)
    assert (found, set(errors)) == ([], {401})


def test_a_credential_of_a_wrong_secret_opens_nothing_and_the_page_hears_401(
    blank: Page, relay: LocalTurn, settings: Any
) -> None:
    settings.TURN_SECRET = "of somebody else"
    found, errors = tried(blank, relay, "udp")
    assert (found, set(errors)) == ([], {401})


def test_over_tls_who_trusts_the_certificate_is_relayed(
    play: Playwright, chromium_path: str, relay: LocalTurn, settings: Any
) -> None:
    settings.TURN_SECRET = relay.secret
    trusts = f"--ignore-certificate-errors-spki-list={pin_of(relay)}"  # this one certificate and no other
    with contextlib.closing(play.chromium.launch(executable_path=chromium_path, args=[*MEDIA_ARGS, trusts])) as browser:
        page = browser.new_page()
        assert tried(page, relay, "tls") == [["relay"], []]
        assert tried(page, relay, "tls", expires_in=-60) == [[], [401]]


def test_over_tls_a_certificate_that_is_not_trusted_gives_no_relay(
    blank: Page, relay: LocalTurn, settings: Any
) -> None:
    """Chromium asks nobody here: who only went on from the warning of the page has no TURN over TLS."""
    settings.TURN_SECRET = relay.secret
    found, errors = tried(blank, relay, "tls")
    assert (found, errors) == ([], [701])


def pin_of(relay: LocalTurn) -> str:
    assert relay.issued is not None
    key = x509.load_pem_x509_certificate(relay.issued.certificate.read_bytes()).public_key()
    encoded = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(encoded).digest()).decode()
