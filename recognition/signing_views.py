"""After a session: its facilitator looks at the record, corrects by attestation, and signs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import row_id, signed_in
from accounts.notices import refusals_said
from exchanges.access import enrolment_in
from recognition import access, queries, services

ATTEST = "attest-"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(request: HttpRequest, session_id: UUID) -> HttpResponse:
    user = signed_in(request)
    meeting, is_lead = access.session_to_sign(user, session_id)
    status = 200
    if request.method == "POST":
        status = 400
        with refusals_said(request):
            services.sign_off(
                meeting,
                user,
                held=request.POST.get("held") != "no",
                note=request.POST.get("note", "").strip(),
                attested=attested(request.POST),
            )
            messages.success(request, _("Signed. The record is closed; you can still confirm that somebody took part."))
            return redirect("recognition:sign_off", meeting.pk)
    context = queries.session_record(meeting) | {"is_lead": is_lead, "given": request.POST}
    return render(request, "recognition/sign_off.html", context, status=status)


def attested(form: QueryDict) -> dict[int, str]:
    """Enrolment id and reason of each field that was filled in."""
    filled = {key.removeprefix(ATTEST): str(value) for key, value in form.items() if key.startswith(ATTEST)}
    return {pk: reason for text, reason in filled.items() if (pk := row_id(text)) and reason.strip()}


@require_POST
def attest(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Also after signing: a student asks "why does it not count?" and the facilitator remembers."""
    user = signed_in(request)
    meeting, _is_lead = access.session_to_sign(user, session_id)
    assert meeting.exchange is not None
    with refusals_said(request):
        for pk, reason in attested(request.POST).items():
            services.attest(meeting, enrolment_in(meeting.exchange, pk), user, reason)
            messages.success(request, _("Confirmed. The student sees it in the own record."))
    return redirect("recognition:sign_off", meeting.pk)
