"""Light, dark or as the device says: kept in a cookie, so that the first byte of a page has the right colours."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "theme"
THEMES = ("auto", "light", "dark")
KEPT_SECONDS = 365 * 24 * 3600


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Takes `theme` and `next`; an unknown theme counts as `auto`, a foreign address as the first page."""
    chosen = request.POST.get("theme", "")
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie(
        COOKIE,
        chosen if chosen in THEMES else "auto",
        max_age=KEPT_SECONDS,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
