"""Sends what is due in the outbox, once or again and again."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from accounts import outbox

PAUSE_SECONDS = 5  # a person who asked for a link waits at most this long on our side


class Command(BaseCommand):
    help = "Sends due mails of the outbox; with --watch goes on until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", action="store_true", help="look again every 5 seconds until stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if options["watch"]:
            for kind in (signal.SIGINT, signal.SIGTERM):
                signal.signal(kind, lambda *_: stop.set())
        self.round()
        while options["watch"] and not stop.wait(PAUSE_SECONDS):
            self.round()

    def round(self) -> None:
        close_old_connections()
        done = outbox.deliver_due()
        if done != outbox.Delivery():
            self.stdout.write(
                f"sent {done.sent}, to be tried again {done.retried}, "
                f"waiting for the morning {done.rested}, given up {done.failed}"
            )
