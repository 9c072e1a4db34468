"""People of an exchange: the list, the roster (dry run, import, undo), invitations, withdrawal, facilitators."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import row_ids, signed_in
from accounts.models import User
from accounts.notices import refusals_said
from exchanges import access, queries, services
from exchanges.access import Part
from exchanges.errors import RosterRefused
from exchanges.facilitators import add_facilitator, add_qualification
from exchanges.forms import FacilitatorForm, QualificationForm, RosterForm
from exchanges.import_undo import undo_import as take_back
from exchanges.import_undo import undoable
from exchanges.imports import import_people
from exchanges.models import Enrolment, Exchange
from exchanges.roster_sentences import field_label

PEOPLE_ON_A_PAGE = 50
# A checked file waits this long for "Import". It lies in the cache, so that no list of people stays on a disk.
KEPT_SECONDS = 30 * 60


@never_cache
@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """A coordinator sees everybody and may act; an educator sees the own students and their attendance."""
    user = signed_in(request)
    exchange, parts = access.exchange_for_educator(user, slug)
    return people_page(request, user, exchange, parts)


def people_page(
    request: HttpRequest, user: User, exchange: Exchange, parts: frozenset[Part], status: int = 200, **more: Any
) -> HttpResponse:
    visible = access.visible_enrolments(user, exchange, parts)
    asked = {name: request.GET.get(name, "") for name in ("words", "status", "institution")}
    found = queries.people(visible, **asked)
    context = {
        "exchange": exchange,
        "may_act": Part.COORDINATOR in parts,
        "page_obj": Paginator(found, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page")),
        "found": found.count(),
        "asked": asked,
        "query": query_of(asked),
        "counts": queries.status_counts(visible),
        "statuses": Enrolment.Status.choices,
        "institutions": exchange.institutions.order_by("name"),
        "imports": [(run, undoable(run)) for run in queries.imports_of(exchange)[:20]],
        "roster_form": RosterForm(),
    }
    return render(request, "exchanges/people.html", context | more, status=status)


def query_of(asked: dict[str, str]) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return urlencode(kept) + "&" if kept else ""


def kept_key(user: User, exchange: Exchange) -> str:
    return f"roster:{exchange.pk}:{user.pk}"


@never_cache
@require_POST
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Dry run: each row with its verdict; nothing is written."""
    user = signed_in(request)
    exchange, parts = access.exchange_for(user, slug, Part.COORDINATOR)
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        return people_page(request, user, exchange, parts, 400, roster_form=form)
    file = form.cleaned_data["roster"]
    data = file.read()
    try:
        run = import_people(exchange, data, file.name, by=user, dry_run=True)
    except RosterRefused as refused:
        return checked_page(request, exchange, refused.report, status=400, refusal=str(refused))
    cache.set(kept_key(user, exchange), (file.name, data), KEPT_SECONDS)
    return checked_page(request, exchange, run.report)


def checked_page(
    request: HttpRequest, exchange: Exchange, report: dict[str, Any], status: int = 200, refusal: str = ""
) -> HttpResponse:
    """``sections``: the rows by verdict, those to look at first."""
    sections = [
        (verdict, [shown(row) for row in report["rows"] if row["verdict"] == verdict])
        for verdict in ("refused", "repaired", "accepted")
    ]
    context = {
        "exchange": exchange,
        "report": report,
        "sections": [(verdict, rows) for verdict, rows in sections if rows],
        "absent": [field_label(name) for name in report["columns"]["missing"]],
        "usable": report["accepted"] + report["repaired"],
        "refusal": refusal,
    }
    return render(request, "exchanges/roster.html", context, status=status)


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """A report row with the fields called by name; of a refused row only what holds it back."""
    repairs = [] if row["verdict"] == "refused" else row["repairs"]
    named = [repair | {"label": field_label(repair["field"])} for repair in repairs]
    return row | {"repairs": named, "missing": [field_label(name) for name in row["missing"]]}


@require_POST
def import_checked(request: HttpRequest, slug: str) -> HttpResponse:
    """Imports the file that was checked last."""
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    kept = cache.get(kept_key(user, exchange))
    if kept is None:
        messages.warning(
            request, _("The check is more than half an hour old. Nothing was imported. Choose the file again.")
        )
        return redirect("exchanges:people", slug)
    with refusals_said(request):
        run = import_people(exchange, kept[1], kept[0], by=user, dry_run=False)
        cache.delete(kept_key(user, exchange))
        text = _("Imported: %(created)s new, %(changed)s changed, %(unchanged)s as they were, %(refused)s refused.")
        figures = {name: run.report[name] for name in ("created", "changed", "unchanged", "refused")}
        messages.success(request, text % figures)
    return redirect("exchanges:people", slug)


@require_POST
def undo_import(request: HttpRequest, slug: str, import_id: int) -> HttpResponse:
    user = signed_in(request)
    run = access.import_in(access.exchange_for_coordinator(user, slug), import_id)
    with refusals_said(request):
        done = take_back(run, user).report["undo"]
        figures = {"removed": done["removed"], "restored": done["restored"], "kept": len(done["kept"])}
        text = _("Taken back: %(removed)s removed, %(restored)s restored, %(kept)s kept because they are in use.")
        messages.success(request, text % figures)
    return redirect("exchanges:people", slug)


@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes ``everybody`` or ``person`` (enrolment ids, as often as wanted)."""
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    chosen = exchange.enrolments.select_related("user").order_by("pk")
    if not request.POST.get("everybody"):
        chosen = chosen.filter(pk__in=row_ids(request.POST.getlist("person")))
    with refusals_said(request):
        posted = services.invite_people(exchange, user, chosen)
        text = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", posted)
        messages.success(request, text % {"n": posted} + " " + _("Nobody gets the same invitation twice."))
    return redirect("exchanges:people", slug)


@require_POST
def withdraw(request: HttpRequest, slug: str, enrolment_id: int) -> HttpResponse:
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    enrolment = access.enrolment_in(exchange, enrolment_id)
    with refusals_said(request):
        services.withdraw(enrolment, user, request.POST.get("reason", ""))
        text = _("%(name)s does not take part any more. What was attended stays on record.")
        messages.success(request, text % {"name": enrolment.user})
    return redirect("exchanges:people", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def facilitators(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    form = FacilitatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_said(request):
            offer = add_facilitator(exchange, user, **form.offer())
            add_qualification(offer.user, user, **form.qualification())
            messages.success(request, _("%(name)s is in the list.") % {"name": offer.user})
            return redirect("exchanges:facilitators", slug)
    return facilitators_page(request, exchange, form)


def facilitators_page(request: HttpRequest, exchange: Exchange, form: FacilitatorForm, **more: Any) -> HttpResponse:
    today = now().date()
    context = {
        "exchange": exchange,
        "lines": queries.facilitator_lines(exchange, today),
        "form": form,
        "qualification_form": QualificationForm(initial={"issued_on": today}),
    }
    return render(request, "exchanges/facilitators.html", context | more, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def qualification(request: HttpRequest, slug: str, facilitator_id: int) -> HttpResponse:
    """A new or renewed qualification of a facilitator of this exchange."""
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    offer = access.facilitator_in(exchange, facilitator_id)
    form = QualificationForm(request.POST or None, initial={"issued_on": now().date()})
    if request.method == "POST" and form.is_valid():
        with refusals_said(request):
            add_qualification(offer.user, user, **form.cleaned_data)
            messages.success(request, _("The qualification is noted."))
            return redirect("exchanges:facilitators", slug)
    context = {
        "exchange": exchange,
        "offer": offer,
        "form": form,
        "held": offer.user.qualifications.order_by("-issued_on"),
    }
    return render(request, "exchanges/qualification.html", context, status=400 if form.errors else 200)
