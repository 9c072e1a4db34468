"""Publishing the groups of an exchange: what it would do, doing it, taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in
from accounts.errors import Refusal
from accounts.notices import refusals_said
from exchanges.access import exchange_for_coordinator
from exchanges.models import Exchange
from facilitation import queries, services


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    if request.method == "POST":
        with refusals_said(request):
            groups = services.publish(exchange, user)
            text = ngettext(
                "%(n)s group is published. Everybody gets one mail with all dates in their own time.",
                "%(n)s groups are published. Everybody gets one mail with all dates in their own time.",
                len(groups),
            )
            messages.success(request, text % {"n": len(groups)})
            return redirect("facilitation:sessions", slug)
        return redirect("facilitation:publish", slug)
    if queries.has_published_groups(exchange):
        context = {"exchange": exchange, "opened": queries.opened_sessions(exchange).exists()}
        return render(request, "facilitation/undo_publish.html", context)
    return render(request, "facilitation/publish.html", summary(exchange))


def summary(exchange: Exchange) -> dict[str, object]:
    """``refusal``: why it cannot be scheduled as it is, when that is so."""
    try:
        return {"exchange": exchange, "would": queries.publication(exchange)}
    except Refusal as refusal:
        return {"exchange": exchange, "refusal": str(refusal)}


@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    with refusals_said(request):
        services.undo_publish(exchange, user)
        messages.success(request, _("Publishing is taken back: the groups are drafts again and nobody has a date."))
        return redirect("matching:board", slug)
    return redirect("facilitation:publish", slug)
