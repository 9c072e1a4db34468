"""The live board of coordinators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from facilitation.live import board


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The whole page; the part that changes when htmx asks for it, each 15 s."""
    context = board(signed_in(request), get_language() or "en")
    part = request.headers.get("HX-Request") == "true"
    return render(request, "facilitation/live_rooms.html" if part else "facilitation/live.html", context)
