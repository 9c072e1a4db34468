"""Pages of an exchange: the list, the coordinator's page with the checklist, and what the others see of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from accounts.notices import refusals_said
from exchanges import access, queries, services
from exchanges.access import Part
from exchanges.forms import ExchangeForm, ReasonForm
from exchanges.models import Exchange


@require_safe
def exchange_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    context = {"lines": queries.exchange_lines(user), "may_create": access.may_create(user)}
    return render(request, "exchanges/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    access.refuse_unless_may_create(user)
    form = ExchangeForm(request.POST or None, initial={"timezone": user.timezone})
    if request.method == "POST" and form.is_valid():
        with refusals_said(request):
            made = services.create_exchange(user, **form.cleaned_data)
            messages.success(request, _("The exchange is made. The checklist says what it still needs."))
            return redirect("exchanges:exchange", made.slug)
    return render(request, "exchanges/create.html", {"form": form}, status=400 if form.errors else 200)


@require_safe
def exchange_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The coordinator sees the design and its checklist; everybody else what the exchange is."""
    user = signed_in(request)
    services.note_arrival(user)
    exchange, parts = access.exchange_for(user, slug)
    if Part.COORDINATOR not in parts:
        return render(request, "exchanges/about.html", about(exchange, parts))
    context = design_context(exchange) | {"reason_form": ReasonForm()}
    return render(request, "exchanges/exchange.html", context)


def design_context(exchange: Exchange) -> dict[str, object]:
    """What every page of the designer shows beside its form."""
    return {
        "exchange": exchange,
        "checklist": queries.checklist(exchange),
        "participations": exchange.participations.select_related("institution").order_by("institution__name"),
        "series": exchange.series.all(),
        "workload": exchange.workload.all(),
        "hours": queries.planned_hours(exchange),
        "credits": queries.credits_by_institution(exchange),
        "unsafe": queries.with_safeguarding_gap(exchange),
        "languages": queries.languages_text(exchange.working_languages),
        "is_frozen": services.is_frozen(exchange),
    }


def about(exchange: Exchange, parts: frozenset[Part]) -> dict[str, object]:
    return {
        "exchange": exchange,
        "is_educator": Part.EDUCATOR in parts,
        "participations": exchange.participations.select_related("institution").order_by("institution__name"),
        "series": exchange.series.all(),
        "hours": queries.planned_hours(exchange),
    }


@require_POST
def accept_remark(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    with refusals_said(request):
        services.accept_remark(exchange, user, key, request.POST.get("reason", ""))
        messages.success(request, _("The reason is kept beside the remark."))
    return redirect("exchanges:exchange", slug)


@require_POST
def reopen_remark(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    user = signed_in(request)
    services.reopen_remark(access.exchange_for_coordinator(user, slug), user, key)
    messages.info(request, _("The remark is open again."))
    return redirect("exchanges:exchange", slug)


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    with refusals_said(request):
        services.publish_exchange(exchange, user)
        messages.success(request, _("The exchange is published. Now groups can be formed and published."))
    return redirect("exchanges:exchange", slug)


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    with refusals_said(request):
        services.start_exchange(exchange, user)
        messages.success(request, _("The exchange has started: its sessions, workload and credits are fixed now."))
    return redirect("exchanges:exchange", slug)
