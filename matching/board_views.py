"""The review board: groups as cards, one student moved at a time, a second facilitator given."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from accounts.notices import refusals_said
from exchanges.access import exchange_for_coordinator
from exchanges.models import Exchange
from matching import access, queries, services
from matching.errors import RuleBroken
from matching.models import Group


@never_cache
@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    return board_page(request, exchange_for_coordinator(signed_in(request), slug))


def board_page(request: HttpRequest, exchange: Exchange, status: int = 200, **more: object) -> HttpResponse:
    """Published groups when there are any (then nothing can be moved), else the drafts."""
    is_published = exchange.groups.filter(status=Group.Status.PUBLISHED).exists()
    cards = queries.board(exchange, Group.Status.PUBLISHED if is_published else Group.Status.DRAFT)
    context = {
        "exchange": exchange,
        "cards": cards,
        "is_published": is_published,
        "balance": queries.balance_table(cards),
        "unplaced": queries.unplaced(exchange),
        "supporters": queries.supporters(exchange),
    }
    return render(request, "matching/board.html", context | more, status=status)


@require_POST
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes ``student``, ``source``, ``target``, ``reason`` and, for soft rules, ``override``."""
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    student = access.student_in(exchange, request.POST.get("student", ""))
    source = access.group_in(exchange, request.POST.get("source", ""))
    target = access.group_in(exchange, request.POST.get("target", ""))
    reason, override = request.POST.get("reason", ""), request.POST.get("override") == "yes"
    with refusals_said(request):
        try:
            services.move_student(student, source, target, user, reason, override=override)
        except RuleBroken as refused:
            stopped = {"refused": refused, "student": student, "source": source, "target": target, "reason": reason}
            return board_page(request, exchange, refused.status, stopped=stopped)
        messages.success(
            request, _("%(student)s is now in %(group)s.") % {"student": student.user, "group": target.name}
        )
    return redirect(reverse("matching:board", args=[slug]) + f"#group-{target.pk}")


@require_POST
def support(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes ``group`` and ``facilitator`` (empty: nobody)."""
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    group = access.group_in(exchange, request.POST.get("group", ""))
    offer = access.facilitator_in(exchange, request.POST.get("facilitator", ""))
    with refusals_said(request):
        services.set_co_facilitator(group, offer, user)
        messages.success(request, _("The second facilitator of %(group)s is saved.") % {"group": group.name})
    return redirect(reverse("matching:board", args=[slug]) + f"#group-{group.pk}")
