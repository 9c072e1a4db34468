"""Match runs: start, watch, cancel, take over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from accounts.notices import refusals_said
from exchanges.access import exchange_for_coordinator
from matching import access, queries, services
from matching.forms import StartForm
from matching.models import Group, MatchRun


@never_cache
@require_safe
def match(request: HttpRequest, slug: str) -> HttpResponse:
    exchange = exchange_for_coordinator(signed_in(request), slug)
    held = [services.note_dead(run) for run in queries.runs(exchange)[:20]]
    context = {
        "exchange": exchange,
        "form": StartForm(),
        "runs": held,
        "drafts": exchange.groups.filter(status=Group.Status.DRAFT).count(),
        "published": exchange.groups.filter(status=Group.Status.PUBLISHED).count(),
        "unplaced": len(queries.unplaced(exchange)),
        "is_running": any(run.status == MatchRun.Status.RUNNING for run in held),
    }
    return render(request, "matching/match.html", context)


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    form = StartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The seed is a whole number from 0. Nothing was started."))
        return redirect("matching:match", slug)
    with refusals_said(request):
        run = services.start_match(exchange, user, form.cleaned_data["seed"], float(form.cleaned_data["seconds"]))
        return redirect("matching:run", slug, run.pk)
    return redirect("matching:match", slug)


@never_cache
@require_safe
def run_page(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    run = services.note_dead(access.run_for(signed_in(request), slug, run_id))
    return render(request, "matching/run.html", run_context(run))


def run_context(run: MatchRun) -> dict[str, object]:
    published = run.exchange.groups.filter(status=Group.Status.PUBLISHED).exists()
    return {
        "exchange": run.exchange,
        "run": run,
        "components": queries.component_lines(run),
        "reasons": queries.reason_lines(run),
        "progress_text": queries.progress_text(run),
        "may_accept": run.status == MatchRun.Status.DONE and not published,
    }


@never_cache
@require_safe
def progress(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    """The part of the page that htmx asks for each second; it stops asking when the run is over."""
    run = services.note_dead(access.run_for(signed_in(request), slug, run_id))
    return render(request, "matching/run_state.html", run_context(run))


@require_POST
def cancel(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    user = signed_in(request)
    run = access.run_for(user, slug, run_id)
    services.cancel_run(run, user)
    messages.info(request, _("The search stops at its next step. Nothing is changed by it."))
    return redirect("matching:run", slug, run_id)


@require_POST
def accept(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    user = signed_in(request)
    run = access.run_for(user, slug, run_id)
    with refusals_said(request):
        made = services.accept_run(run, user)
        text = _("%(n)s draft groups. Nobody is told before you publish them.")
        messages.success(request, text % {"n": len(made)})
        return redirect("matching:board", slug)
    return redirect("matching:run", slug, run_id)
