"""The local authority of `./dev up --public`, judged by OpenSSL as a client."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from devtools.authority import Issued, certificate_for, make_site

NOW = datetime.now(tz=UTC)


def shaken(issued: Issued, host: str) -> None:
    """A TLS handshake between a server with that certificate and a client that trusts the authority and asks for
    ``host``. Raises what the client raises."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(issued.certificate, issued.key)
    client = ssl.create_default_context(cafile=issued.ca)
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            server.wrap_socket(theirs, server_side=True).close()
        except OSError:  # the client did not like it
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        client.wrap_socket(ours, server_hostname=host).close()
    finally:
        ours.close()
        thread.join()


@pytest.mark.parametrize("host", ["192.0.2.7", "2001:db8::7", "room.example.org"])
def test_who_trusts_the_authority_trusts_the_host(tmp_path: Path, host: str) -> None:
    shaken(certificate_for(host, tmp_path), host)


@pytest.mark.parametrize(("host", "other"), [("192.0.2.7", "192.0.2.8"), ("room.example.org", "bank.example.com")])
def test_the_authority_can_sign_for_its_own_host_only(tmp_path: Path, host: str, other: str) -> None:
    issued = certificate_for(host, tmp_path)
    make_site(other, issued.ca, issued.ca.with_suffix(".key"), (issued.certificate, issued.key), NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shaken(issued, other)


def test_the_certificate_is_kept(tmp_path: Path) -> None:
    first = certificate_for("192.0.2.7", tmp_path)
    before = first.certificate.read_bytes()
    second = certificate_for("192.0.2.7", tmp_path)
    assert (first.ca_is_new, second.ca_is_new) == (True, False)
    assert second.certificate.read_bytes() == before


def test_it_is_renewed_near_its_end_under_the_same_authority(tmp_path: Path) -> None:
    first = certificate_for("192.0.2.7", tmp_path, now=NOW - timedelta(days=380))
    ca, site = first.ca.read_bytes(), first.certificate.read_bytes()
    second = certificate_for("192.0.2.7", tmp_path, now=NOW)
    assert second.ca.read_bytes() == ca
    assert second.certificate.read_bytes() != site
    shaken(second, "192.0.2.7")


def test_an_authority_near_its_end_is_made_anew_and_that_is_told(tmp_path: Path) -> None:
    certificate_for("192.0.2.7", tmp_path, now=NOW - timedelta(days=5 * 365 - 10))
    assert certificate_for("192.0.2.7", tmp_path, now=NOW).ca_is_new


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    issued = certificate_for("192.0.2.7", tmp_path)
    issued.certificate.write_text("half")
    shaken(certificate_for("192.0.2.7", tmp_path), "192.0.2.7")


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    issued = certificate_for("192.0.2.7", tmp_path)
    modes = [path.stat().st_mode & 0o777 for path in (issued.key, issued.ca.with_suffix(".key"))]
    assert modes == [0o600, 0o600]


def test_browsers_accept_how_long_it_lasts(tmp_path: Path) -> None:
    made = x509.load_pem_x509_certificate(certificate_for("192.0.2.7", tmp_path).certificate.read_bytes())
    assert made.not_valid_after_utc - made.not_valid_before_utc <= timedelta(days=398)
