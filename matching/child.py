"""The match run in its own process: reads the inputs of the run, forms groups, writes the answer beside them.

Only this module and the commands on files import the engine (NumPy, SciPy, scikit-learn); the server never does.
"""

import json
import re
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from django.db import DatabaseError, close_old_connections, connection
from django.utils.timezone import now

from exchanges.models import Enrolment, Facilitator
from matching import services
from matching.engine import form
from matching.engine.files import FileInvalid, read_constraints, read_facilitators, read_students
from matching.engine.types import FormedGroup, Outcome, Reason
from matching.models import MatchRun

SIGN_SECONDS = 2.0
PROGRESS_SECONDS = 0.5
ID = re.compile(r"\b([sf])(\d+)\b")


def run(run_id: int) -> MatchRun:
    """Computes one run to its end. Raises ``MatchRun.DoesNotExist``; what goes wrong later stands in the row."""
    job = MatchRun.objects.get(pk=run_id)
    if job.status != MatchRun.Status.RUNNING:
        return job
    signs = Signs(job)
    signs.start()
    try:
        note(job, compute(job))
    except FileInvalid as refused:
        reasons = [{"code": refused.code, "text": str(refused), "students": [], "facilitators": []}]
        services.finish_run(job, MatchRun.Status.NOT_FEASIBLE, report={"feasible": False, "reasons": reasons})
    except Exception:
        services.finish_run(job, MatchRun.Status.FAILED, progress_text="")
        raise
    finally:
        signs.stop()
    job.refresh_from_db()
    return job


def compute(job: MatchRun) -> Outcome:
    return form(
        read_students("students.csv", job.inputs["students"]),
        read_facilitators("facilitators.csv", job.inputs["facilitators"]),
        read_constraints("constraints.json", json.dumps(job.inputs["constraints"])),
        seed=job.seed,
        seconds=job.seconds,
        progress=Progress(job),
    )


def note(job: MatchRun, outcome: Outcome) -> None:
    if outcome.cancelled:
        services.finish_run(job, MatchRun.Status.CANCELLED)
    elif outcome.report is None:
        report = {"feasible": False, "reasons": [reason_in_names(reason) for reason in outcome.reasons]}
        services.finish_run(job, MatchRun.Status.NOT_FEASIBLE, report=report)
    else:
        names = names_of_people([json.dumps(outcome.report.explain)])
        explain = {group: in_names(text, names) for group, text in outcome.report.explain.items()}
        report = {"feasible": True} | asdict(outcome.report) | {"explain": explain}
        answer = [as_answer(group) for group in outcome.groups]
        services.finish_run(job, MatchRun.Status.DONE, report=json.loads(json.dumps(report)), answer=answer)


def as_answer(group: FormedGroup) -> dict[str, Any]:
    return {
        "id": group.id,
        "members": sorted(key_of(member) for member in group.members),
        "slot": group.slot,
        "facilitator": key_of(group.facilitator_id),
        "language": group.language,
    }


def key_of(identifier: str) -> int:
    """ "s12" -> 12."""
    return int(identifier[1:])


def reason_in_names(reason: Reason) -> dict[str, Any]:
    names = names_of_people([reason.text, *reason.students, *reason.facilitators])
    people = [in_names(one, names) for one in (*reason.students, *reason.facilitators)]
    return {"code": reason.code, "text": in_names(reason.text, names), "people": people}


def names_of_people(texts: Sequence[str]) -> dict[str, str]:
    """Names for every id that the texts speak of."""
    found = {match[0] for text in texts for match in ID.finditer(text)}
    students = [key_of(one) for one in found if one[0] == "s"]
    leaders = [key_of(one) for one in found if one[0] == "f"]
    names = {f"s{one.pk}": str(one.user) for one in Enrolment.objects.filter(pk__in=students).select_related("user")}
    for offer in Facilitator.objects.filter(pk__in=leaders).select_related("user"):
        names[f"f{offer.pk}"] = str(offer.user)
    return names


def in_names(text: str, names: Mapping[str, str]) -> str:
    return ID.sub(lambda match: names.get(match[0], match[0]), text)


class Progress:
    """Tells the row how far it is, at most twice a second, and answers False when a person asked to stop."""

    def __init__(self, job: MatchRun) -> None:
        self.job, self.told_at, self.go_on = job, 0.0, True

    def __call__(self, share: float, sentence: str) -> bool:
        at = time.monotonic()
        if at - self.told_at >= PROGRESS_SECONDS:
            self.told_at = at
            row = MatchRun.objects.filter(pk=self.job.pk)
            row.update(done_percent=min(99, int(share * 100)), progress_text=sentence[:200], alive_at=now())
            self.go_on = not row.filter(cancel_asked=True).exists()
        return self.go_on


class Signs(threading.Thread):
    """Signs of life from a thread, so that a long step of the engine is not taken for death."""

    def __init__(self, job: MatchRun) -> None:
        super().__init__(name="match-signs", daemon=True)
        self.job, self.over = job, threading.Event()

    def run(self) -> None:
        while not self.over.wait(SIGN_SECONDS):
            close_old_connections()
            with suppress(DatabaseError):  # a busy or restarted database: the next sign comes in 2 s
                MatchRun.objects.filter(pk=self.job.pk).update(alive_at=now())
        connection.close()

    def stop(self) -> None:
        self.over.set()
        self.join()
