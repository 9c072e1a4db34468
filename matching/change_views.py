"""Changes of published groups, for the coordinator: waitlist, small groups, requests, proposals."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import row_id, signed_in
from accounts.errors import NotHere
from accounts.notices import refusals_said
from exchanges.access import exchange_for_coordinator
from exchanges.models import Exchange
from matching import (
    access,
    change_queries,
    changes,
    group_requests,
    merging,
    proposal_cards,
    proposal_preview,
    rematching,
    services,
    taking_over,
    waitlist,
)
from matching.models import Change, Group, GroupRequest, MatchRun

OPEN_REQUEST = GroupRequest.Status.OPEN


@never_cache
@require_safe
def changes_page(request: HttpRequest, slug: str, tab: str = "waitlist") -> HttpResponse:
    exchange = exchange_for_coordinator(signed_in(request), slug)
    context = frame(exchange, tab) | {
        "waitlist": waitlist_facts,
        "left": left_facts,
        "requests": request_facts,
        "proposals": proposal_facts,
    }[tab](exchange)
    return render(request, "matching/changes.html", context)


def frame(exchange: Exchange, tab: str) -> dict[str, Any]:
    """What every tab shows: figures beside the names of the tabs, and the changes there were."""
    return {
        "exchange": exchange,
        "tab": tab,
        "published": exchange.groups.filter(status=Group.Status.PUBLISHED).exists(),
        "waiting_count": len(waitlist.waiting(exchange)),
        "small_count": len(merging.small_groups(exchange)),
        "request_count": change_queries.requests_of(exchange).filter(status=OPEN_REQUEST).count(),
        "changes": change_queries.recent_changes(exchange),
    }


def waitlist_facts(exchange: Exchange) -> dict[str, Any]:
    lines = change_queries.waits(exchange)
    return {"lines": lines, "countries": change_queries.by_country(lines)}


def left_facts(exchange: Exchange) -> dict[str, Any]:
    return {
        "small": change_queries.small_groups(exchange),
        "left": change_queries.left(exchange)[:20],
        "threshold": merging.threshold(exchange),
    }


def request_facts(exchange: Exchange) -> dict[str, Any]:
    return {"requests": change_queries.requests_of(exchange)[:50]}


def proposal_facts(exchange: Exchange) -> dict[str, Any]:
    run = change_queries.newest_rematch(exchange)
    run = services.note_dead(run) if run else None
    cards = proposal_cards.proposal_cards(run)
    main = [card for card in cards if card.values["kind"] != "curve"]
    return {"run": run, "cards": main, "ladder": proposal_cards.ladder(cards)}


# -- waitlist ----------------------------------------------------------------------------------------------------


@never_cache
@require_safe
def places(request: HttpRequest, slug: str, enrolment_id: int) -> HttpResponse:
    """Groups that somebody who waits could join now, with what that does to the whole."""
    exchange = exchange_for_coordinator(signed_in(request), slug)
    student = access.student_in(exchange, str(enrolment_id))
    has_group = waitlist.has_group(student)
    found = [] if has_group else waitlist.places_for(student)
    context = {"exchange": exchange, "student": student, "places": found, "has_group": has_group}
    return render(request, "matching/places.html", context)


@require_POST
def seat(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes ``student``, ``group`` and ``how`` (offer, or now)."""
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    student = access.student_in(exchange, request.POST.get("student", ""))
    group = access.group_in(exchange, request.POST.get("group", ""))
    said = {"student": student.user, "group": group.name}
    with refusals_said(request):
        if request.POST.get("how") == "now":
            waitlist.seat_now(student, group, user)
            messages.success(request, _("%(student)s is in %(group)s and gets the dates by mail.") % said)
        else:
            waitlist.offer_place(student, group, user)
            messages.success(request, _("%(student)s is asked about the place in %(group)s by mail.") % said)
    return redirect("matching:changes", slug)


@require_POST
def offer_all(request: HttpRequest, slug: str) -> HttpResponse:
    exchange = exchange_for_coordinator(signed_in(request), slug)
    made = len(waitlist.offer_free_places(exchange))
    text = ngettext("%(n)s place is offered by mail.", "%(n)s places are offered by mail.", made)
    if made:
        messages.success(request, text % {"n": made})
    else:
        messages.info(request, _("No free place suits anybody who waits now. Proposals may find another way."))
    return redirect("matching:changes", slug)


# -- small groups ------------------------------------------------------------------------------------------------


@require_POST
def threshold(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    merging.set_threshold(exchange, user, row_id(request.POST.get("under", "")))
    messages.success(request, _("Groups under this number are shown as too small."))
    return redirect("matching:changes_left", slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge_groups(request: HttpRequest, slug: str, group_id: int) -> HttpResponse:
    """The partners of a small group; with ``with`` the preview of one; POST (``with``, ``how``, ``reason``) merges."""
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    source = access.group_in(exchange, str(group_id))
    chosen = request.POST.get("with", "") or request.GET.get("with", "")
    target = access.group_in(exchange, chosen) if chosen else None
    if request.method == "POST" and target is not None:
        with refusals_said(request):
            asks = request.POST.get("how") != "now"
            change = merging.merge_groups(source, target, user, request.POST.get("reason", ""), asks=asks)
            done = _("%(source)s and %(target)s are one group now.")
            asked = _("Everybody who would move is asked by mail. The groups become one when all agreed.")
            said = {"source": source.name, "target": target.name}
            messages.success(request, done % said if change.status == Change.Status.DONE else asked)
            return redirect("matching:changes_left", slug)
    would = merging.preview(source, target) if target else None
    context = {
        "exchange": exchange,
        "source": source,
        "partners": merging.partners_for(source),
        "would": would,
        "bars": change_queries.bars(would.figures) if would else [],
    }
    return render(request, "matching/merge_groups.html", context)


@require_POST
def cancel(request: HttpRequest, slug: str, change_id: int) -> HttpResponse:
    user = signed_in(request)
    change = access.change_in(exchange_for_coordinator(user, slug), change_id)
    with refusals_said(request):
        changes.cancel(change, user)
        messages.success(request, _("Cancelled. Who was asked is told; nothing changes."))
    return redirect("matching:changes", slug)


@require_POST
def undo(request: HttpRequest, slug: str, change_id: int) -> HttpResponse:
    user = signed_in(request)
    change = access.change_in(exchange_for_coordinator(user, slug), change_id)
    with refusals_said(request):
        changes.undo_merge(change, user)
        messages.success(request, _("Undone: both groups meet as before, and everybody gets the dates again."))
    return redirect("matching:changes_left", slug)


# -- requests ----------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_request(request: HttpRequest, slug: str, request_id: int) -> HttpResponse:
    """What is possible with its effect; POST takes ``target`` and ``partner`` (accept), or ``answer`` (decline)."""
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    asked = access.request_in(exchange, request_id)
    if request.method == "POST":
        with refusals_said(request):
            if request.POST.get("target"):
                target = access.group_in(exchange, request.POST["target"])
                partner = request.POST.get("partner", "")
                other = access.student_in(exchange, partner) if partner else None
                change = group_requests.accept(asked, target, other, user)
                done, waits = (
                    _("Done. Everybody concerned gets the new dates."),
                    _("Asked by mail. It happens when all agreed."),
                )
                messages.success(request, done if change.status == Change.Status.DONE else waits)
            else:
                group_requests.decline(asked, user, request.POST.get("answer", ""))
                messages.success(request, _("%(student)s has your answer by mail.") % {"student": asked.enrolment.user})
            return redirect("matching:changes_requests", slug)
    is_open = asked.status == OPEN_REQUEST
    ways = group_requests.ways_for(asked) if is_open else []
    return render(request, "matching/group_request.html", {"exchange": exchange, "asked": asked, "ways": ways})


# -- proposals ---------------------------------------------------------------------------------------------------


@require_POST
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Starts the child that computes; takes ``seconds`` and ``most_moved`` (percent)."""
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    with refusals_said(request):
        seconds = row_id(request.POST.get("seconds", "")) or 20
        most = float(row_id(request.POST.get("most_moved", "2")))
        rematching.start_rematch(exchange, user, seconds=seconds, most_moved_percent=most)
    return redirect("matching:changes_proposals", slug)


@never_cache
@require_safe
def proposals_state(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the page that htmx asks for each second while a run computes."""
    exchange = exchange_for_coordinator(signed_in(request), slug)
    return render(request, "matching/_proposals.html", {"exchange": exchange} | proposal_facts(exchange))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    """What a proposal would do, before it is done. Takes ``number``, its place in the run.

    POST does it: ``how`` (ask, now), ``reason``, and ``leaders_agree`` when a facilitator would lead something else.
    """
    user = signed_in(request)
    run: MatchRun = access.run_for(user, slug, run_id)
    number = access.place_in(request.POST.get("number", "") or request.GET.get("number", ""))
    if number < 0 and request.method != "POST":
        raise NotHere
    with refusals_said(request):
        if request.method != "POST":
            would = proposal_preview.preview(run, number)
            title = proposal_cards.TITLES.get(would.values["kind"], "")
            context = {
                "exchange": run.exchange,
                "would": would,
                "title": title,
                "heading": _("Take over this proposal?"),
                "field": "number",
                "chosen": number,
                "back": reverse("matching:changes_proposals", args=[slug]),
            }
            return render(request, "matching/take_proposal.html", context)
        taking_over.say_done(request, rematching.accept_proposal(run, number, user, **taking_over.given(request)))
    return redirect("matching:changes_proposals", slug)
