"""`./dev up --public` before anything starts: host, ports, certificate, and what is said."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from devtools import public, relays, up
from devtools.authority import certificate_for
from devtools.ports import Refused

PROGRAMS = ("turnserver", "janus")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH, with coturn and Janus in it; no setting in the environment."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in PROGRAMS:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    for name in ("DIALOGUE_TURN_URLS", "DIALOGUE_JANUS"):
        monkeypatch.delenv(name, raising=False)
    return folder


def shape(folder: Path, *words: str) -> tuple[relays.Shape, list[str]]:
    options = up.parser().parse_args(["--public", "127.0.0.1", *words])
    return public.shape_of(options, folder, 8000, lambda _: None)


@pytest.mark.parametrize(
    ("typed", "host"),
    [("Room.Example.org", "room.example.org"), ("192.0.2.7", "192.0.2.7"), ("[2001:db8::7]", "2001:db8::7"),
     ("bücher.example", "xn--bcher-kva.example"), ("laptop", "laptop")],
)  # fmt: skip
def test_a_name_or_an_address_is_taken(typed: str, host: str) -> None:
    assert public.parse_host(typed) == host


@pytest.mark.parametrize(
    "typed", ["https://room.example", "room.example:8443", "room.example/", "", "a b", "-x", "a..b"]
)
def test_an_address_of_a_page_is_refused_with_what_is_wanted(typed: str) -> None:
    with pytest.raises(Refused, match="without https:// and without a port"):
        public.parse_host(typed)


def test_a_name_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="is not known here"):
        public.place_of("no-such-host.invalid")


def test_an_address_of_this_machine_is_listened_on_alone() -> None:
    assert public.place_of("127.0.0.1") == relays.Place("127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1")


def test_an_address_in_front_of_a_router_is_seen_while_all_of_ours_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "address_towards", lambda _: "10.0.0.5")
    assert public.place_of("203.0.113.9") == relays.Place("203.0.113.9", "10.0.0.5", "203.0.113.9", "0.0.0.0")  # noqa: S104


def test_a_taken_port_is_refused_or_passed_over(taken_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    place = public.place_of("127.0.0.1")
    with pytest.raises(Refused, match=f"Port {taken_port} is taken"):
        public.https_port(taken_port, place)
    monkeypatch.setattr(public, "HTTPS_PORT", taken_port)
    assert public.https_port(None, place) > taken_port


def test_the_product_hears_its_address_its_hosts_and_its_relays(tmp_path: Path, installed: Path) -> None:
    made, words = shape(tmp_path, "--port", "8453", "--turn-tls-port", "5399")
    assert made.settings["DIALOGUE_BASE_URL"] == "https://127.0.0.1:8453"
    assert made.settings["DIALOGUE_ALLOWED_HOSTS"] == "127.0.0.1,localhost"
    assert "turns:127.0.0.1:5399?transport=tcp" in made.settings["DIALOGUE_TURN_URLS"]
    assert made.settings["DIALOGUE_JANUS"].startswith("local=ws://127.0.0.1:")
    assert words[:6] == ["--port", "8000", "--tls-port", "8453", "--tls-host", "127.0.0.1"]
    assert [companion.name for companion in made.companions] == ["coturn", "Janus"]


@pytest.mark.parametrize(
    ("program", "meaning"),
    [("turnserver", "people behind strict networks may not be heard"), ("janus", "at most six cameras")],
)
def test_what_is_not_installed_is_said_with_what_it_means(
    tmp_path: Path, installed: Path, program: str, meaning: str
) -> None:
    (installed / program).unlink()
    made, _ = shape(tmp_path)
    assert len(made.companions) == 1
    assert any(meaning in sentence and "sudo apt install" in sentence for sentence in made.sentences)


def test_relays_of_ones_own_are_used_instead(tmp_path: Path, installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIALOGUE_TURN_URLS", "turn:turn.example.org")
    monkeypatch.setenv("DIALOGUE_JANUS", "one=ws://janus.example.org")
    made, _ = shape(tmp_path)
    assert made.companions == []
    assert set(made.settings) == {"DIALOGUE_BASE_URL", "DIALOGUE_ALLOWED_HOSTS"}


def test_secrets_are_kept_for_the_next_start_and_for_the_owner(tmp_path: Path, installed: Path) -> None:
    first, second = shape(tmp_path)[0].settings, shape(tmp_path)[0].settings
    for name in ("DIALOGUE_TURN_SECRET", "DIALOGUE_JANUS_API_SECRET", "DIALOGUE_JANUS_ADMIN_KEY"):
        assert first[name] == second[name]
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("turn.secret", "janus.secret", "janus.key")} == {
        0o600
    }


def test_no_secret_stands_in_a_command_line(tmp_path: Path, installed: Path) -> None:
    made, words = shape(tmp_path)
    secrets = [value for name, value in made.settings.items() if "SECRET" in name or "KEY" in name]
    lines = " ".join([*words, *(word for companion in made.companions for word in companion.command)])
    assert len(secrets) == 3
    assert [secret for secret in secrets if secret in lines] == []


def test_a_certificate_of_ones_own_is_used(tmp_path: Path, installed: Path) -> None:
    own = certificate_for("127.0.0.1", tmp_path / "own")
    made, words = shape(tmp_path, "--cert", str(own.certificate), "--key", str(own.key))
    assert words[-4:] == ["--cert", str(own.certificate), "--key", str(own.key)]
    assert not any("authority" in sentence for sentence in made.sentences)


def test_how_to_trust_our_own_certificate_is_said(tmp_path: Path, installed: Path) -> None:
    made, _ = shape(tmp_path)
    assert any(str(tmp_path / "tls" / "127.0.0.1" / "ca.pem") in sentence for sentence in made.sentences)


@pytest.mark.parametrize("words", [("--cert", "a.pem"), ("--key", "a.key"), ("--cert", "a.pem", "--key", "a.key")])
def test_half_a_certificate_or_a_missing_one_is_refused(
    tmp_path: Path, installed: Path, words: tuple[str, ...]
) -> None:
    with pytest.raises(Refused, match=r"belong together|cannot be read"):
        shape(tmp_path, *words)


def test_that_the_demo_is_open_to_everybody_is_said_unless_it_is_left_out(tmp_path: Path, installed: Path) -> None:
    assert any("--no-demo" in sentence for sentence in shape(tmp_path)[0].sentences)
    assert not any("--no-demo" in sentence for sentence in shape(tmp_path, "--no-demo")[0].sentences)


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [("room.example", 443, "https://room.example"), ("2001:db8::7", 8443, "https://[2001:db8::7]:8443")],
)
def test_the_address_is_as_browsers_write_it(host: str, port: int, address: str) -> None:
    assert public.address_of(host, port) == address


def test_what_belongs_to_public_is_refused_without_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert up.main(["--data", str(tmp_path), "--cert", "a.pem"]) == 2
    assert "belong to --public HOST" in capsys.readouterr().err
