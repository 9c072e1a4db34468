"""Writes on runs as records: repeat one, stop one and keep its best. Start, cancel and accept: ``services.py``."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from matching import errors, services
from matching.models import MatchRun

# A curve of more points would be no finer on a page.
MOST_POINTS = 120


def repeat_run(run: MatchRun, by: User) -> MatchRun:
    """Computes a run again from its record: the same inputs, seed, weights and number of steps.

    Changes no group. Raises ``RunNotDone``, ``RunInProgress``.
    """
    again = prepare_repeat(run, by)
    services.launch(again)
    return again


@transaction.atomic
def prepare_repeat(run: MatchRun, by: User) -> MatchRun:
    """A repetition that waits for ``manage.py run_match``. Raises ``RunNotDone``, ``RunInProgress``."""
    if not may_repeat(run):
        raise errors.RunNotDone
    services.lock(run.exchange)
    services.refuse_running(run.exchange)
    again = MatchRun.objects.create(
        exchange=run.exchange,
        repeats=run,
        seed=run.seed,
        seconds=run.seconds,
        steps_asked=int(run.report["steps"]),
        weights=run.weights,
        inputs=run.inputs,
        started_by=by,
        progress_text=_("Starting"),
    )
    record(by, "match.repeat", again, of=run.pk)
    return again


def may_repeat(run: MatchRun) -> bool:
    return run.kind == MatchRun.Kind.MATCH and run.status == MatchRun.Status.DONE and "steps" in run.report


def stop_and_keep(run: MatchRun, by: User) -> None:
    """Asks the child to stop and to answer with the best it has; a search that has none yet goes on to its first."""
    asked = MatchRun.objects.filter(pk=run.pk, status=MatchRun.Status.RUNNING).update(keep_asked=True)
    if asked:
        record(by, "match.keep_best", run)


def thinned(curve: Sequence[Any]) -> list[Any]:
    """At most MOST_POINTS points, the first and the last among them."""
    if len(curve) <= MOST_POINTS:
        return list(curve)
    step = (len(curve) - 1) / (MOST_POINTS - 1)
    return [curve[round(number * step)] for number in range(MOST_POINTS)]
