"""The heat map of free hours: students against facilitators, before any group is formed."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from exchanges.access import exchange_for_coordinator
from matching.coverage import Coverage, coverage


@never_cache
@require_safe
def coverage_page(request: HttpRequest, slug: str) -> HttpResponse:
    """``?language=en&zone=Africa/Cairo``, and ``format=csv`` for the figures as a file."""
    exchange = exchange_for_coordinator(signed_in(request), slug)
    asked = request.GET.get("language", ""), request.GET.get("zone", "")
    found = coverage(exchange, *asked, get_current_timezone_name())
    if request.GET.get("format") == "csv" and found is not None:
        return as_csv(found)
    return render(request, "matching/coverage.html", {"exchange": exchange, "coverage": found})


def as_csv(found: Coverage) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="coverage.csv"'}
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(answer)
    start = _("start, %(zone)s") % {"zone": found.zone}
    writer.writerow([_("day"), start, _("students"), _("facilitators"), _("groups")])
    for place, day in enumerate(found.days):
        for row in found.rows:
            cell = row.cells[place]
            writer.writerow([day, row.clock, cell.students, cell.leaders, cell.groups])
    return answer
