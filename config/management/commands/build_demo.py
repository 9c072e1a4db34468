"""`build_demo`: makes the demo exchange once; `serve --demo` runs it before it listens."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import localdate

from config.demo.build import build


class Command(BaseCommand):
    help = "Makes the demo exchange: three universities, groups, past sessions with evidence, a certified student."

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = build(localdate())
        groups, people = exchange.groups.count(), exchange.enrolments.count()
        self.stdout.write(f"Demo exchange “{exchange.title}”: {people} students in {groups} groups.")
