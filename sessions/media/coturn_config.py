"""A safe configuration for coturn, made from a few figures; its own defaults are not safe.

They relay to any address that the machine reaches, also inside the operator's network, and serve a control port. Ours
relays for people with a credential of the product (``DIALOGUE_TURN_SECRET``, an hour-limited HMAC), to the world only.
"""

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from sessions.media.janus_config import write_private

# One address of a person and connection: a mesh of six whose people all need it takes 90 with three ways in.
RELAY_PORTS = (49200, 50199)
# Ways that a page tries of one connection (UDP, TCP, TLS), for a mesh of 14, and as many while one is made anew.
PLACES_PER_PERSON = 2 * 3 * 13
# What nobody outside has to reach through us: private, local, shared, reserved, group addresses (RFC 6890, 5771, 4291).
CLOSED_NETWORKS = tuple(
    map(
        ipaddress.ip_network,
        ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
         "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
         "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "::ffff:0:0/96", "64:ff9b::/96",
         "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CoturnConfig:
    """``address``: of this machine, to listen on and to relay from; ``public_address``: what the world sees where that
    is another one (NAT). ``tls_port`` 0: no TLS, else with the two files. ``folder``: for its own small files."""

    secret: str
    address: str
    folder: Path
    public_address: str = ""
    port: int = 3478
    tls_port: int = 0
    certificate: Path | None = None
    key: Path | None = None
    relay_ports: tuple[int, int] = RELAY_PORTS

    @property
    def seen_address(self) -> str:
        return self.public_address or self.address


def write_config(path: Path, config: CoturnConfig) -> None:
    """Writes what ``turnserver -c PATH`` reads, for owner and group only. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    write_private(path, text(config))


def environment(config: CoturnConfig, host: str) -> dict[str, str]:
    """What the product has to know, for people who find this relay under ``host``."""
    plain = f"{in_address(host)}:{config.port}"
    urls = [f"turn:{plain}?transport=udp", f"turn:{plain}?transport=tcp"]
    if config.tls_port:
        urls.append(f"turns:{in_address(host)}:{config.tls_port}?transport=tcp")
    return {
        "DIALOGUE_STUN_URLS": f"stun:{plain}",
        "DIALOGUE_TURN_URLS": ",".join(urls),
        "DIALOGUE_TURN_SECRET": config.secret,
    }


def in_address(host: str) -> str:
    """As it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def text(config: CoturnConfig) -> str:
    lines = [*ways_in(config), *rules(config), *(f"denied-peer-ip={closed}" for closed in closed_ranges(config))]
    return "# Made by the product (sessions/media/coturn_config.py). Secret: readable for coturn only.\n" + "".join(
        f"{line}\n" for line in lines
    )


def ways_in(config: CoturnConfig) -> list[str]:
    lines = [
        f"listening-ip={config.address}",
        f"relay-ip={config.address}",
        f"listening-port={config.port}",
        f"min-port={config.relay_ports[0]}",
        f"max-port={config.relay_ports[1]}",
        "no-dtls",
    ]
    if config.seen_address != config.address:
        lines.append(f"external-ip={config.public_address}/{config.address}")
    if not config.tls_port:
        return [*lines, "no-tls"]
    files = [f"cert={config.certificate}", f"pkey={config.key}"]
    return [*lines, f"tls-listening-port={config.tls_port}", *files, "no-tlsv1", "no-tlsv1_1"]


def rules(config: CoturnConfig) -> list[str]:
    """Who may, and how much: a relay is not a way to move files, 4 Mbit/s each way are four cameras."""
    return [
        "use-auth-secret",
        f"static-auth-secret={config.secret}",
        "realm=dialogue",
        "fingerprint",
        "stale-nonce=600",
        f"user-quota={PLACES_PER_PERSON}",
        f"total-quota={config.relay_ports[1] - config.relay_ports[0] + 1}",
        "max-bps=500000",
        "no-tcp-relay",
        "no-multicast-peers",
        "no-cli",
        f"userdb={config.folder / 'coturn.sqlite'}",
        f"pidfile={config.folder / 'coturn.pid'}",
        "log-file=stdout",
        # Two people who both are relayed here meet at this address; so does a Janus beside it.
        f"allowed-peer-ip={config.address}",
    ]


def closed_ranges(config: CoturnConfig) -> list[str]:
    """Without the network that this site is for, when that is a private one."""
    seen = ipaddress.ip_address(config.seen_address)
    closed = [network for network in CLOSED_NETWORKS if network.version != seen.version or seen not in network]
    return [f"{network[0]}-{network[-1]}" for network in closed]
