"""Pages before the room: does it work here, what do I agree to. Then one click leads in."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from sessions import ground_rules, queries
from sessions.access import seat_for
from sessions.check_words import CHECK_WORDS
from sessions.models import Seat

# Set when the check went well in this browser, or its person went in anyway; renewed by each entry.
CHECKED_COOKIE = "dialogue_checked"
CHECKED_SECONDS = 60 * 24 * 3600


def leads_to_entry(request: HttpRequest, seat: Seat) -> bool:
    """Whether something is left before the first entry: the rules, the choices, or a check in this browser."""
    if seat.user is None or queries.is_over(seat.dialogue_session):
        return False
    return CHECKED_COOKIE not in request.COOKIES or not ground_rules.is_answered(seat.user, seat.dialogue_session)


def remember_check(response: HttpResponse, *, secure: bool) -> None:
    """Says no more than that the check was seen here. Scripts set it too, when all is well."""
    response.set_cookie(CHECKED_COOKIE, "1", max_age=CHECKED_SECONDS, samesite="Lax", secure=secure)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The check, the ground rules and the choices on one page. POST: ``agree`` = yes, and yes or no to each choice."""
    user = signed_in(request)
    seat = seat_for(user, session_id)
    if request.method == "POST" and request.POST.get("agree") == "yes":
        choices = {purpose.key: request.POST.get(purpose.key) == "yes" for purpose in ground_rules.CHOICES}
        if not ground_rules.is_answered(user, seat.dialogue_session):
            ground_rules.agree(user, seat.dialogue_session, choices)
        response = redirect("dialogue_sessions:room", session_id)
        remember_check(response, secure=request.is_secure())
        return response
    return render(request, "dialogue_sessions/entry.html", queries.entry_page(seat) | {"words": CHECK_WORDS})
