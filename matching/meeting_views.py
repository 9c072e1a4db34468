"""Another time or facilitator for a group that meets: what is possible, what it would do, and doing it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from accounts.errors import NotHere
from accounts.notices import refusals_said
from exchanges.access import exchange_for_coordinator
from matching import access, board_options, changes, own_meeting, taking_over
from matching.board_figures import measured
from matching.board_state import read_board
from matching.meeting_changes import NewMeeting
from matching.models import Group
from matching.proposal_preview import preview_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_meeting(request: HttpRequest, slug: str, group_id: int) -> HttpResponse:
    """The possible meetings of a group; with ``meeting`` ("Tue 16:30 12") what one would do.

    POST does it: ``how`` (ask, now), ``reason``, ``leaders_agree``.
    """
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    group = access.group_in(exchange, str(group_id))
    if group.status != Group.Status.PUBLISHED:
        raise NotHere
    chosen = request.POST.get("meeting", "") or request.GET.get("meeting", "")
    if not chosen:
        return render(request, "matching/group_meeting.html", choices(group))
    with refusals_said(request):
        new = own_meeting.new_meeting(group, chosen)
        if request.method != "POST":
            return render(request, "matching/take_proposal.html", what_it_does(group, new, chosen))
        taking_over.say_done(request, own_meeting.change_meeting(new, user, **taking_over.given(request)))
        return redirect("matching:changes", slug)
    return redirect("matching:group_meeting", slug, group_id)


def choices(group: Group) -> dict[str, Any]:
    """``same``: others who could lead at the time of now; ``days``: other times, by day on the reader's clock."""
    board = read_board(group.exchange, Group.Status.PUBLISHED)
    found = list(board_options.meetings(board, measured(board), group.pk))
    same = [one for one in found if one.value.rpartition(" ")[0] == group.slot]
    days: dict[str, list[board_options.Meeting]] = {}
    for one in found:
        if one.value.rpartition(" ")[0] != group.slot:
            days.setdefault(one.time.partition(" ")[0], []).append(one)
    context = {"exchange": group.exchange, "group": group, "trouble": board.cohort.trouble}
    return context | {"same": same, "days": list(days.items())}


def what_it_does(group: Group, new: NewMeeting, chosen: str) -> dict[str, Any]:
    figures = own_meeting.figures_of(new)
    if figures:
        figures["gain"] = figures["after"]["total"] - figures["before"]["total"]
    return {
        "exchange": group.exchange,
        "would": preview_of(figures, changes.with_stayers([], [new]), [new]),
        "title": group.name,
        "heading": _("Change the meeting of %(group)s?") % {"group": group.name},
        "field": "meeting",
        "chosen": chosen,
        "back": reverse("matching:group_meeting", args=[group.exchange.slug, group.pk]),
    }
