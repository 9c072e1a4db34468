"""My week, the brief of a session, and the series of an exchange."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from accounts.notices import refusals_said
from exchanges import services as exchange_services
from exchanges.access import exchange_for_coordinator
from exchanges.models import Exchange
from facilitation import access, queries, services
from facilitation.forms import SeriesFormSet, series_rows


@never_cache
@require_safe
def my_week(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    access.refuse_unless_facilitator(user)
    return render(request, "facilitation/my_week.html", queries.my_week(user))


@require_safe
def brief(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """What a facilitator reads before a session: the plan with its notes, who comes, what they need."""
    meeting = access.session_to_lead(signed_in(request), session_id)
    return render(request, "facilitation/brief.html", queries.brief(meeting))


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """The series, and once groups are published the calendar of their sessions."""
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    form_set = SeriesFormSet(request.POST or None, initial=initial_rows(exchange))
    if request.method == "POST" and form_set.is_valid():
        with refusals_said(request):
            services.set_series(exchange, user, series_rows(form_set))
            messages.success(request, _("The series is saved."))
        return redirect("facilitation:sessions", slug)
    context = {
        "exchange": exchange,
        "form_set": form_set,
        "calendar": queries.calendar(exchange),
        "is_fixed": exchange_services.is_frozen(exchange) or queries.has_published_groups(exchange),
        "plans": queries.plans(),
    }
    return render(request, "facilitation/sessions.html", context, status=400 if request.method == "POST" else 200)


def initial_rows(exchange: Exchange) -> list[dict[str, object]]:
    return [
        {"title": one.title, "week": one.week, "minutes": one.minutes, "plan": one.plan}
        for one in exchange.series.all()
    ]
