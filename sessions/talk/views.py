"""The switch "do not measure me". Nothing of it is in the log, and nobody else is told."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from sessions.access import seat_for
from sessions.talk import services


@never_cache
@require_POST
def measure(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """``measure``: yes or no. From a script of the room; 204."""
    seat = seat_for(signed_in(request), session_id)
    change = services.measure_again if request.POST.get("measure") == "yes" else services.stop_measuring
    change(seat)
    return HttpResponse(status=204)
