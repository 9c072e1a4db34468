"""Writes a safe configuration for a Janus of this site, its unit drop-in and the lines for the product's environment.

python manage.py janus_config --folder /etc/dialogue-janus [--public-address 203.0.113.7]
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sessions.media.janus_config import RTP_PORTS, JanusConfig, drop_in, new_secret, write_config, write_private


class Command(BaseCommand):
    help = "Write a safe configuration for a Janus of this site (docs/how-to/media-server.md)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", required=True, help="Where to write; Janus reads it with --configs-folder.")
        parser.add_argument("--name", default="one", help="The name of this Janus in DIALOGUE_JANUS.")
        parser.add_argument("--api-address", default="127.0.0.1", help="Where Janus listens to the product only.")
        parser.add_argument("--api-port", type=int, default=8188, help="Its TCP port for the product.")
        parser.add_argument("--media-address", default="", help="The one address that media use; empty: every one.")
        parser.add_argument("--public-address", default="", help="What the world sees, where that is another address.")
        parser.add_argument("--rtp-ports", default="{}-{}".format(*RTP_PORTS), help="UDP ports for media: first-last.")
        parser.add_argument("--user", default="janus", help="Whom systemd runs Janus as.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"])
        # A site that has a Janus already gives its other ones the same secrets.
        config = JanusConfig(
            api_secret=settings.JANUS_API_SECRET or new_secret(),
            admin_key=settings.JANUS_ADMIN_KEY or new_secret(),
            api_address=options["api_address"],
            api_port=options["api_port"],
            media_address=options["media_address"],
            public_address=options["public_address"],
            rtp_ports=ports(options["rtp_ports"]),
        )
        try:
            write_config(folder, config)
            write_private(folder / "dialogue.conf", drop_in(folder, options["user"]))
            write_private(folder / "dialogue.env", environment(options["name"], config))
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}.", returncode=2) from None
        self.stdout.write(f"Written to {folder}: Janus's own files, dialogue.conf for systemd, and dialogue.env with")
        self.stdout.write("the variables of the product. They hold secrets. Next: docs/how-to/media-server.md.")


def ports(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if first.isdecimal() and last.isdecimal() and 1024 <= int(first) < int(last) <= 65535:
        return int(first), int(last)
    raise CommandError(
        f"--rtp-ports is {text!r}; expected two ports from 1024 to 65535, such as 20000-24999.", returncode=2
    )


def environment(name: str, config: JanusConfig) -> str:
    lines = {
        "DIALOGUE_JANUS": f"{name}=ws://{config.api_address}:{config.api_port}",
        "DIALOGUE_JANUS_API_SECRET": config.api_secret,
        "DIALOGUE_JANUS_ADMIN_KEY": config.admin_key,
    }
    return "".join(f"{key}={value}\n" for key, value in lines.items())
