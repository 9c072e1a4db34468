"""Writes a safe configuration for a coturn of this site and the lines for the product's environment.

python manage.py coturn_config --folder /etc/dialogue-turn --host turn.example.org --address 10.0.0.5
"""

import ipaddress
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sessions.media.coturn_config import CoturnConfig, environment, write_config
from sessions.media.janus_config import new_secret, write_private


class Command(BaseCommand):
    help = "Write a safe configuration for a coturn of this site (docs/how-to/turn.md)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", required=True, help="Where to write turnserver.conf and dialogue.env.")
        parser.add_argument("--host", required=True, help="The name under which browsers find coturn.")
        parser.add_argument("--address", required=True, help="The address of its machine, to listen on and relay from.")
        parser.add_argument("--public-address", default="", help="What the world sees, where that is another address.")
        parser.add_argument("--port", type=int, default=3478, help="For UDP and TCP.")
        parser.add_argument("--tls-port", type=int, default=443, help="For TLS; 0: without.")
        parser.add_argument("--cert", type=Path, help="Certificate of the host and those above it (PEM).")
        parser.add_argument("--key", type=Path, help="Its private key (PEM), readable for coturn.")
        parser.add_argument("--state", type=Path, default=Path("/var/lib/turn"), help="Folder that coturn may write.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, config = Path(options["folder"]), config_of(options)
        lines = "".join(f"{name}={value}\n" for name, value in environment(config, options["host"]).items())
        try:
            write_config(folder / "turnserver.conf", config)
            write_private(folder / "dialogue.env", lines)
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}.", returncode=2) from None
        self.stdout.write(f"Written to {folder}: turnserver.conf, and dialogue.env with the variables of the product.")
        self.stdout.write("They hold a secret. Next: docs/how-to/turn.md.")


def config_of(options: dict[str, Any]) -> CoturnConfig:
    """Raises CommandError."""
    for name in ("address", "public_address"):
        try:
            ipaddress.ip_address(options[name] or "0.0.0.0")  # noqa: S104
        except ValueError:
            option = name.replace("_", "-")
            raise CommandError(f"--{option} is {options[name]!r}; expected an address.", returncode=2) from None
    if options["tls_port"] and not (options["cert"] and options["key"]):
        raise CommandError("TLS needs --cert and --key; without it: --tls-port 0.", returncode=2)
    return CoturnConfig(
        secret=settings.TURN_SECRET or new_secret(),  # a second coturn of the site gets the same one
        address=options["address"],
        folder=options["state"],
        public_address=options["public_address"],
        port=options["port"],
        tls_port=options["tls_port"],
        certificate=options["cert"],
        key=options["key"],
    )
