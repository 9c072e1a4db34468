"""Pages of the room: one, the room itself. Everything live comes through the socket (consumers.py)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from sessions import queries
from sessions.access import seat_for
from sessions.entry_views import leads_to_entry, remember_check


@never_cache
@require_safe
def room(request: HttpRequest, session_id: UUID) -> HttpResponse:
    seat = seat_for(signed_in(request), session_id)
    if leads_to_entry(request, seat):
        return redirect("dialogue_sessions:entry", session_id)
    response = render(request, "dialogue_sessions/room.html", queries.room_page(seat))
    remember_check(response, secure=request.is_secure())
    return response
