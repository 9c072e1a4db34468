"""The certification desk of a coordinator, and what an educator sees of it (presence and results, no more)."""

import csv
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import row_ids, signed_in
from accounts.notices import refusals_said
from exchanges.access import (
    Part,
    enrolment_in,
    exchange_for_coordinator,
    exchange_for_educator,
    visible_enrolments,
)
from recognition import access, codes, issuing, queries, services, words
from recognition.models import Decision
from recognition.queries import Filters, Line
from recognition.seasons import season_of
from recognition.services import Choice


@never_cache
@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange, parts = exchange_for_educator(user, slug)
    may_act = Part.COORDINATOR in parts
    lines = queries.desk_lines(exchange, visible_enrolments(user, exchange, parts))
    filters = filters_of(request)
    context = {
        "exchange": exchange,
        "may_act": may_act,
        "counts": queries.counts(lines),
        "lines": [line for line in lines if filters.keep(line)],
        "filters": filters,
        "choices": choices_of(lines),
        "numbers": sorted({cell.number for line in lines for cell in line.cells}),
        "outcomes": Decision.Outcome.choices,
        "unsigned": queries.unsigned_sessions(exchange) if may_act else [],
        "to_issue": sum(line.may_issue for line in lines),
        "fault": services.verify_ledger(exchange) if may_act else None,
    }
    return render(request, "recognition/desk.html", context)


def filters_of(request: HttpRequest) -> Filters:
    return Filters(**{key: request.GET.get(key, "") for key in ("group", "institution", "proposal", "state")})


def choices_of(lines: list[Line]) -> dict[str, Any]:
    return {
        "groups": sorted({line.group for line in lines if line.group}),
        "institutions": sorted({(line.enrolment.institution.slug, line.enrolment.institution.name) for line in lines}),
        "proposals": list(words.PROPOSALS.items()),
    }


@never_cache
@require_safe
def student(request: HttpRequest, slug: str, enrolment_id: int) -> HttpResponse:
    exchange = exchange_for_coordinator(signed_in(request), slug)
    enrolment = enrolment_in(exchange, enrolment_id)
    record = queries.record_for(season_of(exchange), enrolment)
    history = exchange.decisions.filter(enrolment=enrolment).select_related("decided_by").order_by("-number")
    context = {"exchange": exchange, "record": record, "history": history, "outcomes": Decision.Outcome.choices}
    return render(request, "recognition/student.html", context)


# -- deciding: look first, then write ------------------------------------------------------------------------


@never_cache
@require_POST
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """The dry run: what would be written for each of the chosen students, and what cannot be."""
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    choices = choices_in(request)
    if not choices:
        messages.info(request, _("Choose one student or more first."))
        return redirect("recognition:desk", slug)
    with refusals_said(request):
        planned = services.plan_decisions(exchange, user, choices)
        context = {
            "exchange": exchange,
            "planned": planned,
            "ready": [one for one in planned if one.is_new],
            "same": [one for one in planned if not one.is_new and one.refusal is None],
            "refused": [one for one in planned if one.refusal is not None],
            "outcome": request.POST.get("outcome", ""),
            "reason": request.POST.get("reason", ""),
        }
        return render(request, "recognition/check.html", context)
    return redirect("recognition:desk", slug)


def choices_in(request: HttpRequest) -> list[Choice]:
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("reason", "")
    everybody = request.POST.get("shown", "").split() if "everybody" in request.POST else []
    chosen = row_ids(everybody or request.POST.getlist("student"))
    return [Choice(pk, outcome, reason) for pk in chosen]


@require_POST
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    with refusals_said(request):
        rows = services.decide(exchange, user, choices_in(request))
        text = ngettext("%(count)s decision is written.", "%(count)s decisions are written.", len(rows))
        messages.success(request, text % {"count": len(rows)})
    return redirect("recognition:desk", slug)


# -- certificates --------------------------------------------------------------------------------------------


@require_POST
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """For the chosen students, or for everybody who is certified and has none. The files are made when first opened."""
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    chosen = set(row_ids(request.POST.getlist("student")))
    everybody = "student" not in request.POST
    with refusals_said(request):
        made = issuing.issue_due(exchange, user, chosen) if chosen or everybody else []
        text = ngettext("%(count)s certificate is issued.", "%(count)s certificates are issued.", len(made))
        messages.success(request, text % {"count": len(made)})
    return redirect("recognition:desk", slug)


@require_POST
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    user = signed_in(request)
    certificate = access.certificate_to_revoke(user, codes.read(code))
    with refusals_said(request):
        issuing.revoke(certificate, user, request.POST.get("reason", ""))
        messages.success(request, _("The certificate is revoked. Whoever checks it sees that from now on."))
    decision = certificate.decision
    return redirect("recognition:student", decision.exchange.slug, decision.enrolment_id)


# -- the table as a file -------------------------------------------------------------------------------------

COLUMNS = (
    "student",
    "institution",
    "group",
    "session",
    "present_minutes",
    "held_minutes",
    "needed_minutes",
    "standing",
)


@never_cache
@require_safe
def attendance_csv(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange, parts = exchange_for_educator(user, slug)
    lines = queries.desk_lines(exchange, visible_enrolments(user, exchange, parts))
    filters = filters_of(request)
    headers = {"Content-Disposition": f'attachment; filename="attendance-{exchange.slug}.csv"'}
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    writer.writerows(rows_of(line for line in lines if filters.keep(line)))
    return response


def rows_of(lines: Iterable[Line]) -> Iterable[list[object]]:
    for line in lines:
        who = [plain(str(line.enrolment.user)), plain(line.enrolment.institution.name), plain(line.group)]
        for cell in line.cells:
            minutes = ["" if cell.minutes is None else figure for figure in (cell.minutes, cell.held, cell.needed)]
            yield [*who, cell.number, *minutes, cell.standing]


def plain(text: str) -> str:
    """A cell that a spreadsheet would take for a formula is marked as text."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
