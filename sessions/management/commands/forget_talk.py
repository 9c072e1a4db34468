"""Deletes talk time that is as old as it may become; the serving process does the same every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from sessions.talk.services import forget_old_talk


class Command(BaseCommand):
    help = "Deletes segments of talk after 14 days and sums 90 days after the last session of an exchange."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"deleted {forget_old_talk()} rows")
