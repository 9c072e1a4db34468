"""Shows every page in the person's own language and zone, and turns a refusal into a page that says it."""

import logging
import math
import zoneinfo
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.deprecation import MiddlewareMixin

from accounts.errors import Refusal, TooManyTries

log = logging.getLogger("dialogue.refusals")


class PreferencesMiddleware(MiddlewareMixin):
    """Activates the signed-in person's time zone; a stale or unknown zone falls back to UTC.

    The language cookie rules the language (LocaleMiddleware); a browser without one gets the person's own.
    """

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        user = getattr(request, "user", None)
        zone, language = getattr(user, "timezone", ""), getattr(user, "language", "")
        if language in dict(settings.LANGUAGES) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(language)
        try:
            timezone.activate(zoneinfo.ZoneInfo(zone) if zone else timezone.get_default_timezone())
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.activate(timezone.get_default_timezone())


class RefusalMiddleware(MiddlewareMixin):
    """A ``Refusal`` that a view let through becomes a page with its sentence, status and code."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refusal) else None


def note(request: HttpRequest, refusal: Refusal) -> None:
    """The name of the page, never its address: an address may hold a token."""
    page = request.resolver_match.view_name if request.resolver_match else "no page"
    log.info("refused %s at %s", refusal.code, page)


def refused(
    request: HttpRequest, refusal: Refusal, template: str = "accounts/refused.html", **context: Any
) -> HttpResponse:
    """The page of a refusal; the header ``X-Refusal`` carries its code."""
    note(request, refusal)
    context |= {"refusal": refusal, "status": refusal.status}
    headers = {"X-Refusal": refusal.code}
    if isinstance(refusal, TooManyTries):
        seconds = max(1, math.ceil((refusal.params["retry_at"] - timezone.now()).total_seconds()))
        context["minutes"] = math.ceil(seconds / 60)
        headers["Retry-After"] = str(seconds)
    response = render(request, template, context, status=refusal.status)
    for name, value in headers.items():
        response.headers[name] = value
    return response
