"""A run is alive as soon as its child is, before the engine is loaded."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils.timezone import now

from accounts.models import User
from exchanges.models import Exchange
from matching import services
from matching.models import MatchRun
from matching.signs import signs_of_life
from tests.factories import make_facilitator, make_students

STARTS = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django; django.setup()
import matching.management.commands.run_match
print(*sorted({"sklearn", "scipy", "numpy", "numba", "matching.engine"} & set(sys.modules)))
"""


@pytest.mark.django_db(transaction=True)
def test_a_child_that_has_just_started_is_not_given_up_for_dead(exchange: Exchange, by: User) -> None:
    make_students(exchange, 2)
    make_facilitator(exchange)
    run = services.prepare_match(exchange, by)
    MatchRun.objects.update(alive_at=now() - timedelta(seconds=services.SILENT_SECONDS + 1))
    with signs_of_life(run.pk):
        pass
    assert services.note_dead(run).status == MatchRun.Status.RUNNING


def test_a_child_says_that_it_lives_before_it_loads_the_engine() -> None:
    done = subprocess.run([sys.executable, "-c", STARTS], capture_output=True, text=True, cwd=settings.BASE_DIR)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
