"""The configuration of coturn: who may, through where, and where not to."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sessions.media.coturn_config import CoturnConfig, text, write_config

FOLDER = Path("/var/lib/dialogue")


def lines(**changes: object) -> list[str]:
    return text(CoturnConfig(**{"secret": "s3cret", "address": "10.0.0.5", "folder": FOLDER, **changes})).splitlines()  # type: ignore[arg-type]


def closed(**changes: object) -> set[str]:
    return {line.partition("=")[2] for line in lines(**changes) if line.startswith("denied-peer-ip=")}


def test_only_who_has_a_credential_is_served() -> None:
    assert {"use-auth-secret", "static-auth-secret=s3cret", "no-cli", "no-multicast-peers"} <= set(lines())


def test_an_operator_with_a_public_address_has_all_private_networks_closed() -> None:
    found = closed(public_address="198.18.7.7", address="10.0.0.5")
    assert {"10.0.0.0-10.255.255.255", "192.168.0.0-192.168.255.255", "127.0.0.0-127.255.255.255"} <= found


def test_a_site_for_a_private_network_reaches_that_one_and_no_other() -> None:
    found = closed(address="192.168.1.5")
    assert "192.168.0.0-192.168.255.255" not in found
    assert {"10.0.0.0-10.255.255.255", "172.16.0.0-172.31.255.255"} <= found


def test_two_people_who_are_both_relayed_meet_at_the_relay() -> None:
    assert "allowed-peer-ip=10.0.0.5" in lines(public_address="8.8.4.4")


def test_behind_a_router_the_world_sees_its_address() -> None:
    assert "external-ip=8.8.4.4/10.0.0.5" in lines(public_address="8.8.4.4")
    assert not any(line.startswith("external-ip") for line in lines())


def test_tls_is_on_its_port_with_the_certificate_or_off() -> None:
    secured = lines(tls_port=443, certificate=FOLDER / "site.pem", key=FOLDER / "site.key")
    assert {"tls-listening-port=443", f"cert={FOLDER}/site.pem", f"pkey={FOLDER}/site.key"} <= set(secured)
    assert "no-tls" in lines()


@pytest.mark.parametrize("people", [2, 6, 14])
def test_everybody_of_a_mesh_may_have_two_places_for_each_other_person(people: int) -> None:
    quota = next(int(line.partition("=")[2]) for line in lines() if line.startswith("user-quota="))
    assert quota >= 2 * (people - 1)


def test_the_file_is_for_owner_and_group(tmp_path: Path) -> None:
    path = tmp_path / "coturn" / "turnserver.conf"
    write_config(path, CoturnConfig("s", "10.0.0.5", tmp_path))
    assert path.stat().st_mode & 0o777 == 0o640


COMMAND = {
    "host": "turn.example.org",
    "address": "10.0.0.5",
    "cert": Path("/etc/site.pem"),
    "key": Path("/etc/site.key"),
}


def test_the_command_writes_both_ends_with_one_secret(tmp_path: Path) -> None:
    call_command("coturn_config", folder=str(tmp_path), **COMMAND)
    known = dict(line.split("=", 1) for line in (tmp_path / "dialogue.env").read_text().splitlines())
    ours = (tmp_path / "turnserver.conf").read_text()
    assert f"static-auth-secret={known['DIALOGUE_TURN_SECRET']}\n" in ours
    assert known["DIALOGUE_TURN_URLS"].split(",")[-1] == "turns:turn.example.org:443?transport=tcp"
    assert len(known["DIALOGUE_TURN_SECRET"]) >= 32


def test_a_second_coturn_gets_the_secret_of_the_site(tmp_path: Path, settings) -> None:
    settings.TURN_SECRET = "of the site"
    call_command("coturn_config", folder=str(tmp_path), **COMMAND)
    assert "static-auth-secret=of the site\n" in (tmp_path / "turnserver.conf").read_text()


@pytest.mark.parametrize(
    ("changed", "sentence"), [({"address": "here"}, "expected an address"), ({"key": None}, "TLS needs")]
)
def test_the_command_says_what_it_needs(tmp_path: Path, changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("coturn_config", folder=str(tmp_path), **{**COMMAND, **changed})


def test_without_tls_no_address_with_tls_is_told(tmp_path: Path) -> None:
    call_command("coturn_config", folder=str(tmp_path), **{**COMMAND, "tls_port": 0})
    assert "turns:" not in (tmp_path / "dialogue.env").read_text()
