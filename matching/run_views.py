"""Pages of runs as records: the list, one run while it computes and after, its files, and two beside each other."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import row_id, signed_in
from accounts.audit import record
from accounts.errors import NotHere
from accounts.models import User
from accounts.notices import refusals_said
from exchanges.access import exchange_for_coordinator
from exchanges.models import Exchange
from matching import access, mend_acts, queries, run_compare, run_files, run_lines, runs, services
from matching.cohort_maps import map_of_run
from matching.models import Group, MatchRun


@never_cache
@require_safe
def run_list(request: HttpRequest, slug: str) -> HttpResponse:
    exchange = exchange_for_coordinator(signed_in(request), slug)
    held = [(services.note_dead(run), run_lines.seconds_taken(run)) for run in run_lines.listed(exchange)]
    context = {"exchange": exchange, "runs": held, "has_present": run_compare.has_present(exchange)}
    return render(request, "matching/runs.html", context)


@never_cache
@require_safe
def run_page(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    """Proposals for groups that meet already have a page of their own."""
    run = services.note_dead(access.run_for(signed_in(request), slug, run_id))
    if run.kind == MatchRun.Kind.REMATCH:
        return redirect("matching:changes_proposals", slug)
    return render(request, "matching/run.html", run_context(run))


def run_context(run: MatchRun) -> dict[str, object]:
    published = run.exchange.groups.filter(status=Group.Status.PUBLISHED).exists()
    is_done = run.status == MatchRun.Status.DONE
    waits = run.status == MatchRun.Status.RUNNING
    context = {
        "exchange": run.exchange,
        "run": run,
        "reasons": queries.reason_lines(run),
        "may_accept": is_done and not published and bool(run.answer),
        "may_repeat": runs.may_repeat(run),
        "may_mend": run.status == MatchRun.Status.NOT_FEASIBLE and not published,
        "curve": run_lines.curve_of(run),
        "best": run_lines.best_so_far(run),
    }
    if waits:
        left = run_lines.seconds_left(run, now() - run.started_at)
        return context | {"progress_text": queries.progress_text(run), "seconds_left": left}
    return context | {
        "parts": run_lines.lines_of(run),
        "bound": run_lines.quality_bound(run),
        "facts": run_lines.facts(run),
        "steps": run_lines.steps_words(run),
        "weights": run_lines.weight_lines(run.weights),
        "changes": run_lines.changes_by_hand(run),
        "repetition": run_lines.repetition(run),
        "repetitions": run.repetitions.order_by("-pk").defer(*run_lines.HEAVY),
        "cohort_map": map_of_run(run) if is_done else None,
        "has_present": run_compare.has_present(run.exchange),
    }


@never_cache
@require_safe
def progress(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    """The part of the page that htmx asks for each second. When the run is over the whole page is asked for anew."""
    run = services.note_dead(access.run_for(signed_in(request), slug, run_id))
    if run.status != MatchRun.Status.RUNNING and "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "matching/run_state.html", run_context(run))


@require_POST
def cancel(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    user = signed_in(request)
    services.cancel_run(access.run_for(user, slug, run_id), user)
    messages.info(request, _("The search stops at its next step. Nothing is changed by it."))
    return redirect("matching:run", slug, run_id)


@require_POST
def keep_best(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    user = signed_in(request)
    runs.stop_and_keep(access.run_for(user, slug, run_id), user)
    messages.info(request, _("The search stops, and the best groups so far are kept."))
    return redirect("matching:run", slug, run_id)


@require_POST
def accept(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    user = signed_in(request)
    run = access.run_for(user, slug, run_id)
    with refusals_said(request):
        made = services.accept_run(run, user)
        text = ngettext(
            "%(n)s draft group. Nobody is told before you publish it.",
            "%(n)s draft groups. Nobody is told before you publish them.",
            len(made),
        )
        messages.success(request, text % {"n": len(made)})
        return redirect("matching:board", slug)
    return redirect("matching:run", slug, run_id)


@require_POST
def repeat(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    user = signed_in(request)
    run = access.run_for(user, slug, run_id)
    with refusals_said(request):
        return redirect("matching:run", slug, runs.repeat_run(run, user).pk)
    return redirect("matching:run", slug, run_id)


@require_POST
def accept_mend(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    """Does one thing that would help. Takes ``reason`` and ``mend``, their places in the record of the run."""
    user = signed_in(request)
    run = access.run_for(user, slug, run_id)
    with refusals_said(request):
        reason, mend = (access.place_in(request.POST.get(name, "")) for name in ("reason", "mend"))
        mend_acts.accept(run, reason, mend, user)
        messages.success(request, _("Done, and noted. Form the groups again now."))
        return redirect("matching:match", slug)
    return redirect("matching:run", slug, run_id)


@never_cache
@require_safe
def download(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    """All files of the run in one, or ``?file=groups.csv`` alone. Who took them is noted: they are personal data."""
    user = signed_in(request)
    run = access.run_for(user, slug, run_id)
    wanted = request.GET.get("file", "")
    files = run_files.files_of(run)
    if wanted and wanted not in files:
        raise NotHere()
    record(user, "match.download", run, files=[wanted] if wanted else sorted(files))
    name = wanted or f"match-run-{run.pk}.zip"
    kind = "application/zip" if not wanted else "text/csv" if wanted.endswith(".csv") else "application/json"
    body = files[wanted].encode() if wanted else run_files.zipped(run)
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@never_cache
@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """``?one=12&other=15``; ``other=present`` for the groups as they are now. Without both: the choice."""
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    asked = [request.GET.get(name, "") for name in ("one", "other")]
    context = {
        "exchange": exchange,
        "runs": run_compare.choices(exchange),
        "has_present": run_compare.has_present(exchange),
        "asked": asked,
    }
    if all(asked):
        one, other = (side(user, exchange, key) for key in asked)
        found = run_compare.compare(one, other, run_compare.names_of_students(exchange))
        context |= {"one": one, "other": other, "sides": (one, other), "comparison": found}
    return render(request, "matching/compare.html", context)


def side(user: User, exchange: Exchange, key: str) -> run_compare.Side:
    """Raises ``NotHere`` for what has no answer."""
    if key == run_compare.PRESENT and run_compare.has_present(exchange):
        return run_compare.of_present(exchange)
    run = access.run_for(user, exchange.slug, row_id(key))
    if not run.answer:
        raise NotHere()
    published = exchange.groups.filter(status=Group.Status.PUBLISHED).exists()
    return run_compare.of_run(run, may_accept=not published)
