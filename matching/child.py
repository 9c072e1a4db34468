"""The match run in its own process: reads the inputs of the run, forms groups, writes the answer beside them.

Only this module and the commands on files import the engine (NumPy, SciPy, scikit-learn); the server never does.
"""

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.timezone import now

from exchanges.models import Enrolment, Facilitator
from matching import rematching, services
from matching.engine import form
from matching.engine.cohort_map import draw
from matching.engine.files import FileInvalid, read_constraints, read_facilitators, read_students
from matching.engine.types import (
    ENGINE_VERSION,
    Constraints,
    FormedGroup,
    Mend,
    Outcome,
    Reason,
    Student,
    Weights,
    Wish,
)
from matching.engine.types import Facilitator as Leader
from matching.models import MatchRun
from matching.runs import thinned
from matching.weights import kept

PROGRESS_SECONDS = 0.5
ID = re.compile(r"\b([sf])(\d+)\b")


def run(run_id: int) -> MatchRun:
    """Computes one run to its end. Raises ``MatchRun.DoesNotExist``; what goes wrong later stands in the row."""
    job = MatchRun.objects.get(pk=run_id)
    if job.status != MatchRun.Status.RUNNING:
        return job
    progress = Progress(job)
    try:
        MatchRun.objects.filter(pk=job.pk).update(engine_version=ENGINE_VERSION)
        if job.kind == MatchRun.Kind.REMATCH:
            rematching.work(job, progress)
        else:
            note(job, compute(job, progress), progress.curve)
    except FileInvalid as refused:
        reasons = [{"code": refused.code, "text": str(refused), "students": [], "facilitators": []}]
        services.finish_run(job, MatchRun.Status.NOT_FEASIBLE, report={"feasible": False, "reasons": reasons})
    except Exception:
        services.finish_run(job, MatchRun.Status.FAILED, progress_text="")
        raise
    job.refresh_from_db()
    return job


def compute(job: MatchRun, progress: "Progress") -> Outcome:
    students, facilitators, constraints = cohort_of(job)
    return form(
        students,
        facilitators,
        constraints,
        seed=job.seed,
        seconds=job.seconds,
        steps=job.steps_asked,
        progress=progress,
        weights=Weights(**kept(job.weights)),
        on_better=progress.better,
    )


def cohort_of(job: MatchRun) -> tuple[tuple[Student, ...], tuple[Leader, ...], Constraints]:
    """The people and the rules of a run. Raises ``FileInvalid``."""
    return (
        read_students("students.csv", job.inputs["students"]),
        read_facilitators("facilitators.csv", job.inputs["facilitators"]),
        read_constraints("constraints.json", json.dumps(job.inputs["constraints"])),
    )


def picture_of(job: MatchRun) -> dict[str, Any]:
    """The map of the cohort (matching/engine/cohort_map.py), with enrolment keys in place of ids."""
    students, _facilitators, constraints = cohort_of(job)
    drawn = asdict(draw(students, (constraints.target_min + constraints.target_max) // 2, job.seed))
    return drawn | {"points": [[key_of(one), *place] for one, *place in drawn["points"]]}


def note(job: MatchRun, outcome: Outcome, curve: Sequence[Any]) -> None:
    if outcome.cancelled:
        services.finish_run(job, MatchRun.Status.CANCELLED)
    elif outcome.report is None:
        report = {"feasible": False, "reasons": [reason_in_names(reason) for reason in outcome.reasons]}
        services.finish_run(job, MatchRun.Status.NOT_FEASIBLE, report=report)
    else:
        names = names_of_people([json.dumps(outcome.report.explain)])
        explain = {group: in_names(text, names) for group, text in outcome.report.explain.items()}
        report = {"feasible": True} | asdict(outcome.report) | {"explain": explain, "map": picture_of(job)}
        answer = [as_answer(group) for group in outcome.groups]
        told = {"report": json.loads(json.dumps(report)), "answer": answer, "curve": thinned(curve)}
        services.finish_run(job, MatchRun.Status.DONE, **told)


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
    asked = [person for mend in reason.mend for person in mend.who]
    names = names_of_people([reason.text, *reason.students, *reason.facilitators, *asked])
    return {
        "code": reason.code,
        "text": in_names(reason.text, names),
        "people": [in_names(one, names) for one in (*reason.students, *reason.facilitators)],
        "cause": in_names(reason.cause, names),
        "mend": [mend_in_names(mend, names) for mend in reason.mend],
    }


def mend_in_names(mend: Mend, names: Mapping[str, str]) -> dict[str, Any]:
    """``keys`` are the ids that ``who`` names, so that a press on the page knows whom it is about."""
    return asdict(mend) | {"who": [in_names(one, names) for one in mend.who], "keys": list(mend.who)}


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
    """Tells the row how far it is and how good the best answer is, at most twice a second; answers what people wish."""

    def __init__(self, job: MatchRun) -> None:
        self.job, self.told_at, self.wish = job, 0.0, Wish.GO_ON
        self.began_at = time.monotonic()
        self.curve: list[list[float]] = []

    def __call__(self, share: float, sentence: str) -> Wish:
        at = time.monotonic()
        if at - self.told_at >= PROGRESS_SECONDS:
            self.told_at = at
            percent, text = min(99, int(share * 100)), sentence[:200]
            row = MatchRun.objects.filter(pk=self.job.pk)
            row.update(done_percent=percent, progress_text=text, curve=thinned(self.curve), alive_at=now())
            self.wish = wish_of(row.values_list("cancel_asked", "keep_asked").get())
        return self.wish

    def better(self, total: float) -> None:
        """A better answer: a point of the curve, the newest only within a tenth of a second."""
        point = [round(time.monotonic() - self.began_at, 1), round(total, 2)]
        if self.curve and self.curve[-1][0] == point[0]:
            self.curve.pop()
        self.curve.append(point)


def wish_of(asked: tuple[bool, bool]) -> Wish:
    """To forget the answer wins over to keep it."""
    dropped, kept_best = asked
    return Wish.DROP if dropped else Wish.KEEP if kept_best else Wish.GO_ON
