"""Real media servers for tests and benchmarks, in the way of services.py: Janus with the configuration that we ship,
and coturn. Their APIs listen on loopback; media use this machine's own first other address, because Janus skips
loopback (traffic to an own address never leaves the machine).

    with janus_server() as janus, turn_server() as turn:
        ... janus.url, janus.environment, janus.kill(), turn.environment ...
"""

import contextlib
import fcntl
import secrets
import shutil
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from devtools.authority import Issued, certificate_for
from sessions.media.coturn_config import CoturnConfig
from sessions.media.coturn_config import write_config as write_coturn_config
from sessions.media.janus_config import JanusConfig, new_secret, write_config
from tests.support.services import LocalServer, ServiceMissing, free_port, open_folder, started

SIOCGIFADDR = 0x8915  # Linux: the IPv4 address of an interface


def own_address() -> str:
    """This machine's first IPv4 address that is not loopback. Raises ServiceMissing."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        for _, name in socket.if_nameindex():
            with contextlib.suppress(OSError):
                found = fcntl.ioctl(probe, SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
                address = socket.inet_ntoa(found[20:24])
                if not address.startswith("127."):
                    return address
    raise ServiceMissing("janus: it skips loopback, and this machine has no other IPv4 address")


@dataclass
class LocalJanus(LocalServer):
    api_secret: str = ""
    admin_key: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return environment_of(self)


def environment_of(*januses: LocalJanus) -> dict[str, str]:
    """What the product needs to know to use them. All have the secrets of the first."""
    return {
        "DIALOGUE_JANUS": ",".join(f"{janus.name}={janus.url}" for janus in januses),
        "DIALOGUE_JANUS_API_SECRET": januses[0].api_secret,
        "DIALOGUE_JANUS_ADMIN_KEY": januses[0].admin_key,
    }


@contextlib.contextmanager
def janus_server(name: str = "one", api_secret: str = "", admin_key: str = "") -> Iterator[LocalJanus]:
    """Raises ServiceMissing, ServiceFailed."""
    program = shutil.which("janus")
    if program is None:
        raise ServiceMissing("janus: no janus (Debian: sudo apt install janus)")
    words = (api_secret or new_secret(), admin_key or new_secret())
    with open_folder(None) as folder, started(lambda port: janus_at(program, folder, name, words, port)) as server:
        assert isinstance(server, LocalJanus)
        yield server


def janus_at(program: str, folder: Path, name: str, words: tuple[str, str], port: int) -> LocalJanus:
    first_port = 40000 + secrets.randbelow(90) * 100  # Januses of tests side by side; a taken port is passed over
    config = JanusConfig(
        api_secret=words[0], admin_key=words[1], api_port=port, media_address=own_address(),
        rtp_ports=(first_port, first_port + 399),
    )  # fmt: skip
    write_config(folder / "janus", config)
    command = [program, "--disable-colors", "--log-stdout", f"--configs-folder={folder / 'janus'}"]
    return LocalJanus(
        name, f"ws://127.0.0.1:{port}", command, folder, port_answers, api_secret=words[0], admin_key=words[1]
    )


def port_answers(url: str) -> None:
    parts = urlsplit(url)
    socket.create_connection((parts.hostname, parts.port), timeout=2).close()


@contextlib.contextmanager
def two_januses() -> Iterator[tuple[LocalJanus, LocalJanus]]:
    """With the same secrets, as the Januses of one site are. `environment_of(*januses)` names both."""
    with janus_server("one") as one, janus_server("two", one.api_secret, one.admin_key) as two:
        yield one, two


@dataclass
class LocalTurn(LocalServer):
    """`url` is for programs of this machine that ask whether it is up; the addresses are for pages."""

    address: str = ""
    port: int = 0
    tls_port: int = 0
    secret: str = ""
    issued: Issued | None = None

    @property
    def ways(self) -> dict[str, str]:
        """udp, tcp and tls -> the address. TLS has a certificate of an authority of its own, see `issued`."""
        at = f"turn:{self.address}:{self.port}?transport="
        return {"udp": f"{at}udp", "tcp": f"{at}tcp", "tls": f"turns:{self.address}:{self.tls_port}?transport=tcp"}

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DIALOGUE_STUN_URLS": f"stun:{self.address}:{self.port}",
            "DIALOGUE_TURN_URLS": f"{self.ways['udp']},{self.ways['tcp']}",
            "DIALOGUE_TURN_SECRET": self.secret,
        }


@contextlib.contextmanager
def turn_server() -> Iterator[LocalTurn]:
    """coturn with the configuration that we ship. Raises ServiceMissing, ServiceFailed."""
    program = shutil.which("turnserver")
    if program is None:
        raise ServiceMissing("turn: no turnserver (Debian: sudo apt install coturn)")
    with open_folder(None) as folder:
        issued = certificate_for(own_address(), folder / "tls")
        with started(lambda port: turn_at(program, folder, issued, port)) as server:
            assert isinstance(server, LocalTurn)
            yield server


def turn_at(program: str, folder: Path, issued: Issued, port: int) -> LocalTurn:
    first_port = 30000 + secrets.randbelow(90) * 100
    config = CoturnConfig(
        secret=new_secret(), address=own_address(), folder=folder, port=port, tls_port=free_port(),
        certificate=issued.certificate, key=issued.key, relay_ports=(first_port, first_port + 399),
    )  # fmt: skip
    path = folder / "turnserver.conf"
    write_coturn_config(path, config)
    return LocalTurn("turn", f"tcp://{config.address}:{port}", [program, "-c", str(path)], folder, port_answers,
                     address=config.address, port=port, tls_port=config.tls_port, secret=config.secret,
                     issued=issued)  # fmt: skip
