"""The match page: what matters, how long to search, and the hours of everybody before the first run."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone_name
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from accounts.notices import refusals_said
from exchanges.access import exchange_for_coordinator
from exchanges.models import Exchange
from matching import board_log, locks, queries, run_lines, services
from matching.coverage import coverage
from matching.forms import StartForm
from matching.models import Group, MatchRun

RUNS_SHOWN = 6


@never_cache
@require_safe
def match(request: HttpRequest, slug: str) -> HttpResponse:
    exchange = exchange_for_coordinator(signed_in(request), slug)
    is_reset = request.GET.get("weights") == "usual"
    return match_page(request, exchange, StartForm(weights={} if is_reset else weights_before(exchange)))


def match_page(request: HttpRequest, exchange: Exchange, form: StartForm, status: int = 200) -> HttpResponse:
    held = [services.note_dead(run) for run in run_lines.listed(exchange)[:RUNS_SHOWN]]
    context = {
        "exchange": exchange,
        "form": form,
        "runs": held,
        "drafts": exchange.groups.filter(status=Group.Status.DRAFT).count(),
        "published": exchange.groups.filter(status=Group.Status.PUBLISHED).count(),
        "unplaced": len(queries.unplaced(exchange)),
        "locked_groups": len(locks.locked_groups(exchange)),
        "locked_people": len(locks.locked_people(exchange)),
        "by_hand": len(board_log.by_hand(exchange)),
        "is_running": any(run.status == MatchRun.Status.RUNNING for run in held),
        "coverage": None if held else coverage(exchange, "", "", get_current_timezone_name()),
    }
    return render(request, "matching/match.html", context, status=status)


def weights_before(exchange: Exchange) -> dict[str, float]:
    """What mattered in the newest run, where the next one starts."""
    newest = exchange.match_runs.filter(kind=MatchRun.Kind.MATCH).order_by("-pk").values_list("weights", flat=True)
    return dict(newest.first() or {})


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    form = StartForm(request.POST, weights=weights_before(exchange))
    if not form.is_valid():
        return match_page(request, exchange, form, status=400)
    with refusals_said(request):
        seed, seconds = form.cleaned_data["seed"], float(form.cleaned_data["seconds"])
        run = services.start_match(exchange, user, seed, seconds, form.weights())
        return redirect("matching:run", slug, run.pk)
    return redirect("matching:match", slug)
