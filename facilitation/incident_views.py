"""Pages about incidents: the coordinator's list and care, a report from any page, asking to look again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.access import row_id, signed_in
from accounts.notices import refusals_said
from exchanges.access import exchange_for_coordinator
from facilitation import access, incident_queries, incidents


@never_cache
@require_safe
def incident_list(request: HttpRequest, slug: str) -> HttpResponse:
    """``?state=`` to_do (as without), closed or all; ``?session=`` one session only."""
    user = signed_in(request)
    exchange = exchange_for_coordinator(user, slug)
    incidents.sweep(exchange.pk)
    session = uuid_in(request.GET.get("session", ""))
    context = incident_queries.incident_list(exchange, user, request.GET.get("state", "to_do"), session)
    return render(request, "facilitation/incidents.html", context)


def uuid_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@never_cache
@require_safe
def incident(request: HttpRequest, slug: str, incident_id: int) -> HttpResponse:
    user = signed_in(request)
    found = access.incident_for(user, slug, incident_id)
    audit.record(user, "incident.read", found)
    return render(request, "facilitation/incident.html", incident_queries.incident_page(found, user))


@require_POST
def act(request: HttpRequest, slug: str, incident_id: int, verb: str) -> HttpResponse:
    """One of take, note, sort, close, reopen, lift."""
    user = signed_in(request)
    found = access.incident_for(user, slug, incident_id)
    text = request.POST.get("text", "")
    with refusals_said(request):
        match verb:
            case "take":
                incidents.take_care(found, user)
                messages.success(request, _("You take care of it."))
            case "note":
                incidents.add_note(found, user, text)
            case "sort":
                incidents.sort(found, user, request.POST.get("kind", ""))
            case "close":
                incidents.close(found, user, text)
                messages.success(request, _("Closed. What was decided is kept."))
            case "reopen":
                incidents.reopen(found, user)
            case "lift":
                incidents.lift(found, user)
                messages.success(request, _("Lifted. The person gets a mail and can come back."))
    return redirect("facilitation:incident", slug, incident_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """From any state of a session, also before its room opens and after its record is closed; needs no script."""
    seat = access.seat_to_report(signed_in(request), session_id)
    if request.method == "POST":
        with refusals_said(request):
            about = row_id(request.POST.get("about", ""))
            incidents.report(seat, request.POST.get("category", ""), about, request.POST.get("text", ""))
            return render(request, "facilitation/reported.html", {"meeting": seat.dialogue_session})
    given = {name: request.POST.get(name, "") for name in ("category", "about", "text")}
    status = 400 if request.method == "POST" else 200
    return render(request, "facilitation/report.html", incident_queries.report_page(seat, given), status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Who was taken out reads the reason and asks to look again."""
    user = signed_in(request)
    seat = access.seat_to_report(user, session_id)
    incidents.gather(seat.dialogue_session)
    found = access.removal_of(seat)
    if request.method == "POST":
        with refusals_said(request):
            incidents.appeal(found, user, request.POST.get("text", ""))
            messages.success(request, _("Sent. The coordinator answers you; you also get a mail if you can come back."))
            return redirect("facilitation:appeal", session_id)
    return render(request, "facilitation/appeal.html", incident_queries.appeal_page(found))
