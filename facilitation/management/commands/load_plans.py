"""``manage.py load_plans [FILE ...]``: stores the shipped session plans, or the files named; safe to repeat."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from facilitation import services
from facilitation.errors import PlanFileInvalid


class Command(BaseCommand):
    help = "Store session plans; a changed plan becomes a new version, an unchanged one is left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="YAML files; without any, the shipped plans")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        try:
            loaded = services.load_plans(files or services.shipped_plans())
        except (PlanFileInvalid, OSError) as refused:
            raise CommandError(str(refused), returncode=2) from refused
        for plan, is_new in loaded:
            self.stdout.write(f"{plan.slug} v{plan.version}: {'stored' if is_new else 'as it was'}")
