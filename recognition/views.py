"""A student's own record and the certificate itself."""

import csv
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from recognition import access, codes, minutes_file, queries
from recognition.issuing import print_certificate
from recognition.seasons import season_of


@never_cache
@require_safe
def own_record(request: HttpRequest) -> HttpResponse:
    """Every exchange of this student: k of n, and the reason for every minute."""
    enrolments = access.own_enrolments(signed_in(request))
    records = [queries.record_for(season_of(one.exchange), one, own=True) for one in enrolments]
    return render(request, "recognition/own_record.html", {"records": records})


@never_cache
@require_safe
def timeline_csv(request: HttpRequest, session_id: UUID, enrolment_id: int) -> HttpResponse:
    """The minutes of one student in one session, each with its reason."""
    meeting, enrolment, is_own = access.timeline_for(signed_in(request), session_id, enrolment_id)
    headers = {"Content-Disposition": f'attachment; filename="minutes-session-{meeting.number}.csv"'}
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(response)
    writer.writerow(("from", "to", "minutes", "reason"))
    writer.writerows(minutes_file.rows_of(meeting, enrolment, with_acts=is_own))
    return response


@never_cache
@require_safe
def certificate_pdf(request: HttpRequest, code: str) -> HttpResponse:
    certificate = access.certificate_for(signed_in(request), codes.read(code))
    name = f"certificate-{codes.shown(certificate.code)[:9]}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(print_certificate(certificate), content_type="application/pdf", headers=headers)
