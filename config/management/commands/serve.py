"""`serve`: this product on daphne with our runner. `./dev up` calls it; production runs many behind a proxy."""

import asyncio
import contextlib
import logging
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from accounts.outbox import deliver_due
from facilitation.alarms import raise_alarms
from facilitation.opening import open_due_rooms
from facilitation.services import load_plans, shipped_plans
from matching.waitlist import look_after_changes
from sessions import database, gauges, process
from sessions.talk.services import forget_old_talk

if TYPE_CHECKING:
    from config.tls import Tls  # only when serving: it installs Twisted's reactor

logger = logging.getLogger(__name__)
MAIL_SECONDS = 5
ROOMS_SECONDS = 10
GROUPS_SECONDS = 60
TALK_SECONDS = 3600


class Command(BaseCommand):
    help = "Serves pages and rooms on one daphne process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--tls-port", type=int, metavar="N", help="https and wss, beside the plain port")
        parser.add_argument("--tls-host", default="0.0.0.0", metavar="ADDRESS", help="to listen on (default: all)")  # noqa: S104
        parser.add_argument("--cert", type=Path, metavar="FILE", help="certificate and those above it, PEM")
        parser.add_argument("--key", type=Path, metavar="FILE", help="its private key, PEM")
        parser.add_argument("--demo", action="store_true", help="keep a living demo exchange")

    def handle(self, *args: Any, **options: Any) -> None:
        from config.asgi import application
        from config.server import RoomServer  # installs Twisted's reactor: only when serving

        ship_plans()
        host, port = options["host"], options["port"]
        tls = tls_of(options)
        public = tls.address if tls else f"http://{host}:{port}"
        on_start: list[Callable[[], Awaitable[None]]] = [
            start_rooms,
            deliver_mail,
            look_after_rooms,
            look_after_groups,
            forget_talk,
        ]
        if options["demo"]:
            build_demo()
            from config.demo.supervisor import supervise

            on_start.append(lambda: supervise(f"http://{host}:{port}", self.say, public))
        else:
            self.say(f"Serving on {public}")
        endpoint = f"tcp:port={port}:interface={host}"
        server = RoomServer(
            application, [endpoint], on_start, [process.stop], drain_seconds=settings.DRAIN_SECONDS, tls=tls
        )
        server.run()
        database.close()

    def say(self, text: str) -> None:
        """At once, also into a pipe: somebody waits for the address."""
        self.stdout.write(text)
        self.stdout.flush()


def tls_of(options: dict[str, Any]) -> "Tls | None":
    """Raises CommandError when one of the three is missing or the files do not fit together."""
    if not any(options[name] for name in ("tls_port", "cert", "key")):
        return None
    if not all(options[name] for name in ("tls_port", "cert", "key")):
        raise CommandError("https needs all three: --tls-port, --cert and --key.")
    from config.tls import Tls, unusable

    tls = Tls(options["tls_host"], options["tls_port"], options["cert"], options["key"], settings.BASE_URL)
    if fault := unusable(tls):
        raise CommandError(f"https cannot be served: {fault}.")
    return tls


def ship_plans() -> None:
    """Every installation has the shipped plans; of processes that start together the first one stores them."""
    with contextlib.suppress(IntegrityError):
        load_plans(shipped_plans())


def build_demo() -> None:
    """In a process of its own, which ends: forming groups loads scikit-learn, and this process holds sockets."""
    built = settings.DATA_DIR / "demo.built"
    if not built.exists():
        subprocess.run([sys.executable, str(settings.BASE_DIR / "manage.py"), "build_demo"], check=True)
        built.touch()


async def start_rooms() -> None:
    await process.here()


async def deliver_mail() -> None:
    """The outbox of the embedded shape; scaled, `deliver_mail --watch` may run it elsewhere as well."""
    while True:
        try:
            await database.aside(deliver_due)
            gauges.ROUND_AT.labels("mail").set_to_current_time()
        except Exception:
            logger.exception("mail could not be delivered; it stays in the outbox")
        await asyncio.sleep(MAIL_SECONDS)


async def look_after_rooms() -> None:
    """Tells whoever must know of students who wait for a facilitator; opens what starts within the hour."""
    while True:
        await round_of("alarms", raise_alarms)
        await round_of("opening", open_due_rooms)
        await asyncio.sleep(ROOMS_SECONDS)


async def look_after_groups() -> None:
    """Questions about changes of groups that nobody answered in time; free places for who waits."""
    while True:
        await round_of("changes", look_after_changes)
        await asyncio.sleep(GROUPS_SECONDS)


async def forget_talk() -> None:
    """Talk time that is as old as it may become; a day late at most, if the server was off."""
    while True:
        await round_of("talk", forget_old_talk)
        await asyncio.sleep(TALK_SECONDS)


async def round_of(name: str, work: Callable[[], int]) -> None:
    """Whatever fails is tried again in the next round and keeps no other work waiting."""
    try:
        await database.aside(work)
        gauges.ROUND_AT.labels(name).set_to_current_time()
    except Exception:
        logger.exception("%s: this round failed; the next one tries again", name)
