"""A safe configuration for Janus, made from a few figures; its own defaults are not safe.

The distribution's files open the API on all addresses without a secret, with demo rooms that anybody may enter, and
run as root. Ours: the API on one address (loopback), with secrets; one plugin; no admin API, no recording, no event
handlers; only the media's UDP ports are for the world. Tests start Janus with these very files.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from string import Template

RTP_PORTS = (20000, 24999)  # two connections a person, one port each (Janus bundles): 2,500 people
UNUSED_PLUGINS = ("audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay", "sip", "streaming", "textroom",
                  "videocall", "voicemail")  # fmt: skip
UNUSED_TRANSPORTS = ("http", "mqtt", "nanomsg", "pfunix", "rabbitmq")


@dataclass(frozen=True, slots=True)
class JanusConfig:
    """`media_address`: the address that media use, empty: all but loopback. `public_address`: what the world sees
    where the machine has a private address only (one-to-one NAT of a cloud)."""

    api_secret: str
    admin_key: str
    api_address: str = "127.0.0.1"
    api_port: int = 8188
    media_address: str = ""
    public_address: str = ""
    rtp_ports: tuple[int, int] = RTP_PORTS


def new_secret() -> str:
    return secrets.token_hex(24)


def write_config(folder: Path, config: JanusConfig) -> None:
    """Writes what `janus --configs-folder FOLDER` reads, each file for owner and group only. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    for name, text in files(folder, config).items():
        write_private(folder / name, text)


def write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "w") as file:
        os.fchmod(file.fileno(), 0o640)
        file.write(text)


def files(folder: Path, config: JanusConfig) -> dict[str, str]:
    """File name -> text."""
    return {
        "janus.jcfg": JANUS.substitute(
            folder=folder.resolve(),
            api_secret=config.api_secret,
            admin_secret=new_secret(),  # nobody needs it: the admin API is off
            first_port=config.rtp_ports[0],
            last_port=config.rtp_ports[1],
            plugins=listed("libjanus_{}.so", UNUSED_PLUGINS),
            transports=listed("libjanus_{}.so", UNUSED_TRANSPORTS),
            addresses=addresses(config),
        ),
        "janus.transport.websockets.jcfg": WEBSOCKETS.substitute(address=config.api_address, port=config.api_port),
        "janus.plugin.videoroom.jcfg": VIDEOROOM.substitute(admin_key=config.admin_key),
    }


def listed(shape: str, names: tuple[str, ...]) -> str:
    return ",".join(shape.format(name) for name in names)


def addresses(config: JanusConfig) -> str:
    lines = []
    if config.media_address:
        lines.append(f'\tice_enforce_list = "{config.media_address}"')
    if config.public_address:
        lines.append(f'\tnat_1_1_mapping = "{config.public_address}"')
    return "\n".join(lines)


def drop_in(folder: Path, user: str = "janus") -> str:
    """For systemd: /etc/systemd/system/janus.service.d/dialogue.conf."""
    return DROP_IN.substitute(folder=folder.resolve(), user=user)


JANUS = Template("""\
# Made by `manage.py janus_config`: change it there. Secrets: readable for Janus only.
general: {
	configs_folder = "$folder"
	api_secret = "$api_secret"
	admin_secret = "$admin_secret"
	# A server process that is gone without a word frees its people's places after this many seconds.
	session_timeout = 30
	reclaim_session_timeout = 0
	hide_dependencies = true
	debug_level = 3
	debug_timestamps = true
	debug_colors = false
}
media: {
	rtp_port_range = "$first_port-$last_port"
	# Seconds without a packet after which Janus says that a microphone sends nothing.
	no_media_timer = 1
}
nat: {
	ice_lite = true
	full_trickle = true
	ignore_mdns = true
$addresses
}
plugins: {
	disable = "$plugins"
}
transports: {
	disable = "$transports"
}
events: {
	broadcast = false
}
""")

WEBSOCKETS = Template("""\
general: {
	json = "compact"
	ws = true
	ws_ip = "$address"
	ws_port = $port
	wss = false
}
admin: {
	admin_ws = false
	admin_wss = false
}
""")

VIDEOROOM = Template("""\
# No room here: the product makes them, and they go with the session.
general: {
	admin_key = "$admin_key"
	lock_rtp_forward = true
	string_ids = true
}
""")

DROP_IN = Template("""\
# /etc/systemd/system/janus.service.d/dialogue.conf, made by `manage.py janus_config`.
[Service]
Type=exec
ExecStart=
ExecStart=/usr/bin/janus --disable-colors --log-stdout --configs-folder=$folder
Restart=always
RestartSec=1
LimitNOFILE=65536
User=$user
Group=$user
UMask=0077
CapabilityBoundingSet=
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
""")
