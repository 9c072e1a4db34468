"""coturn and Janus for `./dev up --public`: which ports, with our configuration, and what the product needs to know."""

import contextlib
import os
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from devtools.companions import Companion
from devtools.ports import can_bind, first_free
from sessions.media import coturn_config, janus_config

TURN_PORT = 3478
# Some networks let out no other port than 443; 5349 is the one of the standard (RFC 8656), which needs no root.
TURN_TLS_PORTS = (443, 5349)
JANUS_PORT = 8188
PORTS_TRIED = 100

NO_COTURN = (
    "coturn is not installed: people behind strict networks may not be heard. Debian, Ubuntu: sudo apt install coturn, "
    "then start this again."
)
NO_JANUS = (
    "Janus is not installed: every browser sends its picture to each of the others, so at most six cameras are shown, "
    "fewer on slow lines. Debian, Ubuntu: sudo apt install janus, then start this again."
)


type Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """``host`` as people type it; ``own`` the address of this machine that they reach, ``seen`` what they see of it;
    ``listen`` what to bind: all addresses, unless the host is one of ours."""

    host: str
    own: str
    seen: str
    listen: str


@dataclass
class Shape:
    """What was chosen: settings for the product, programs beside it, sentences for the person who started it."""

    settings: dict[str, str] = field(default_factory=dict)
    companions: list[Companion] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Site:
    """What the server listens on and shows: TURN over TLS shows the same certificate on another port."""

    port: int
    certificate: Path
    key: Path


def kept_secret(path: Path) -> str:
    """Of this data folder, made once, so that what pages hold stays good over a restart."""
    with contextlib.suppress(FileNotFoundError):
        if known := path.read_text().strip():
            return known
    secret = janus_config.new_secret()
    janus_config.write_private(path, secret)
    path.chmod(0o600)
    return secret


def add_turn(shape: Shape, place: Place, folder: Path, site: Site, asked: int | None, say: Say) -> None:
    if os.environ.get("DIALOGUE_TURN_URLS"):
        return
    program = shutil.which("turnserver")
    if program is None:
        shape.sentences.append(NO_COTURN)
        return
    both = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
    port = first_free(range(TURN_PORT, TURN_PORT + PORTS_TRIED), lambda n: can_bind(place.own, n, both), "TURN")
    others = range(TURN_TLS_PORTS[-1] + 1, TURN_TLS_PORTS[-1] + PORTS_TRIED)
    wanted = (asked,) if asked else (*TURN_TLS_PORTS, *others)
    tls_port = first_free(wanted, lambda n: n not in (port, site.port) and can_bind(place.own, n), "TURN over TLS")
    config = coturn_config.CoturnConfig(
        secret=kept_secret(folder / "turn.secret"), address=place.own, folder=folder / "coturn",
        public_address="" if place.seen == place.own else place.seen, port=port, tls_port=tls_port,
        certificate=site.certificate, key=site.key,
    )  # fmt: skip
    path = folder / "coturn" / "turnserver.conf"
    coturn_config.write_config(path, config)
    shape.companions.append(Companion("coturn", [program, "-c", str(path)], say))
    shape.settings.update(coturn_config.environment(config, place.host))
    if tls_port != 443:
        shape.sentences.append(f"TURN over TLS is on port {tls_port}: networks that let out only port 443 stay shut.")
    first, last = config.relay_ports
    shape.sentences.append(f"let in through the firewall: {port} (TCP and UDP), {tls_port} (TCP), {first}-{last} (UDP)")


def add_janus(shape: Shape, place: Place, folder: Path, say: Say) -> None:
    if os.environ.get("DIALOGUE_JANUS"):
        return
    program = shutil.which("janus")
    if program is None:
        shape.sentences.append(NO_JANUS)
        return
    ports = range(JANUS_PORT, JANUS_PORT + PORTS_TRIED)
    config = janus_config.JanusConfig(
        api_secret=kept_secret(folder / "janus.secret"), admin_key=kept_secret(folder / "janus.key"),
        api_port=first_free(ports, lambda port: can_bind("127.0.0.1", port), "Janus"), media_address=place.own,
        public_address="" if place.seen == place.own else place.seen,
    )  # fmt: skip
    janus_config.write_config(folder / "janus", config)
    command = [program, "--disable-colors", "--log-stdout", f"--configs-folder={folder / 'janus'}"]
    shape.companions.append(Companion("Janus", command, say))
    shape.settings |= {
        "DIALOGUE_JANUS": f"local=ws://127.0.0.1:{config.api_port}",
        "DIALOGUE_JANUS_API_SECRET": config.api_secret,
        "DIALOGUE_JANUS_ADMIN_KEY": config.admin_key,
    }
    first, last = config.rtp_ports
    shape.sentences.append(f"let in through the firewall, for Janus: {first}-{last} (UDP)")
