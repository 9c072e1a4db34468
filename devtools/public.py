"""`./dev up --public HOST`: https and wss for other people's devices, with coturn and Janus when they are installed."""

import contextlib
import ipaddress
import os
import re
import socket
import sys
from argparse import Namespace
from pathlib import Path

from devtools.authority import certificate_for
from devtools.companions import run_beside
from devtools.places import MANAGE, called_from
from devtools.ports import Refused, can_bind, first_free, is_own
from devtools.relays import PORTS_TRIED, Place, Say, Shape, Site, add_janus, add_turn
from sessions.media.coturn_config import in_address

HTTPS_PORT = 8443  # needs no root; 443 is left for TURN, which some networks let out on no other port
NAME = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

UNKNOWN_AUTHORITY = """the certificate is of an authority of this folder that no device knows yet, so each one warns.
    Computers and Android: go on from the warning; only TURN over TLS stays shut until the authority is trusted.
    An iPhone must trust it first, or the room does not open: bring {ca}
    to the device by cable or AirDrop, install it as a profile, then Settings, General, About, Certificate Trust
    Settings. It may vouch for {host} and nothing else."""
OPEN_DEMO = (
    "the demo's password stands in the source: who reaches {host} can sign in. For people of your own: --no-demo"
)


# --- the host ------------------------------------------------------------------------------------------------


def parse_host(text: str) -> str:
    """A host name or an address, in lower case. Raises Refused."""
    host = text.strip().strip("[]").rstrip(".").lower()
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(host))
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode()
    if not NAME.fullmatch(host):
        raise Refused(
            f"--public takes a host name or an address alone, without https:// and without a port, not {text!r}."
        )
    return host


def place_of(host: str) -> Place:
    """Raises Refused for a name that is not known, and on a machine without any network."""
    seen = resolved(host)
    if is_own(seen):
        return Place(host, seen, seen, seen)
    return Place(host, address_towards(seen), seen, "0.0.0.0")  # noqa: S104 (a router hands the connections on)


def resolved(host: str) -> str:
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(host))
    try:
        found = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_STREAM)
    except OSError:
        raise Refused(
            f"The name {host} is not known here. Enter it where your names are kept, or give the address."
        ) from None
    return str(found[0][4][0])


def address_towards(address: str) -> str:
    """The address of this machine from which packets to `address` leave. Nothing is sent. Raises Refused."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with contextlib.closing(socket.socket(family, socket.SOCK_DGRAM)) as probe:
            probe.connect((address, 9))
            return str(probe.getsockname()[0])
    except OSError:
        raise Refused(f"This machine has no network that leads to {address}.") from None


def https_port(asked: int | None, place: Place) -> int:
    if asked is None:
        ports = range(HTTPS_PORT, HTTPS_PORT + PORTS_TRIED)
        return first_free(ports, lambda port: can_bind(place.listen, port), "https")
    if not 1 <= asked <= 65535 or not can_bind(place.listen, asked):
        raise Refused(f"Port {asked} is taken or not allowed. Choose another one, or leave --port out.")
    return asked


def address_of(host: str, port: int) -> str:
    return f"https://{in_address(host)}" + ("" if port == 443 else f":{port}")


# --- the certificate -----------------------------------------------------------------------------------------


def certificate(options: Namespace, host: str, folder: Path, shape: Shape) -> tuple[Path, Path]:
    """The one given, or one of a local authority. Raises Refused."""
    if bool(options.cert) != bool(options.key):
        raise Refused("--cert and --key belong together: name both, or neither.")
    if options.cert:
        files = tuple((called_from() / Path(name).expanduser()).resolve() for name in (options.cert, options.key))
        for path in files:
            if not os.access(path, os.R_OK):
                raise Refused(f"{path} cannot be read.")
        return files[0], files[1]
    try:
        issued = certificate_for(host, folder / "tls")
    except OSError as error:
        raise Refused(f"No certificate could be made in {folder}: {error.strerror}.") from None
    shape.sentences.append(UNKNOWN_AUTHORITY.format(ca=issued.ca, host=host))
    return issued.certificate, issued.key


# --- all of it -----------------------------------------------------------------------------------------------


def shape_of(options: Namespace, folder: Path, plain_port: int, say: Say) -> tuple[Shape, list[str]]:
    """What to run and the arguments of the server. Raises Refused; starts nothing."""
    shape, host = Shape(), parse_host(options.public)
    place = place_of(host)
    port = https_port(options.port, place)
    site = Site(port, *certificate(options, host, folder, shape))
    shape.settings["DIALOGUE_BASE_URL"] = address_of(host, port)
    shape.settings["DIALOGUE_ALLOWED_HOSTS"] = ",".join(dict.fromkeys([in_address(host), "127.0.0.1", "localhost"]))
    add_turn(shape, place, folder, site, options.turn_tls_port, say)
    add_janus(shape, place, folder, say)
    if not options.no_demo:
        shape.sentences.append(OPEN_DEMO.format(host=host))
    arguments = ["--port", str(plain_port), "--tls-port", str(port), "--tls-host", place.listen]
    return shape, [*arguments, "--cert", str(site.certificate), "--key", str(site.key)]


def serve(shape: Shape, arguments: list[str], say: Say) -> int:
    """Until the server ends; coturn and Janus end with it. Its exit status."""
    for sentence in shape.sentences:
        say(sentence)
    environment = {**os.environ, **shape.settings}
    return run_beside([sys.executable, MANAGE, "serve", *arguments], environment, shape.companions)
