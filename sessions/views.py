"""Pages of the room: one, the room itself. Everything live comes through the socket (consumers.py)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from sessions import queries
from sessions.access import seat_for


@never_cache
@require_safe
def room(request: HttpRequest, session_id: UUID) -> HttpResponse:
    seat = seat_for(signed_in(request), session_id)
    return render(request, "dialogue_sessions/room.html", queries.room_page(seat))
