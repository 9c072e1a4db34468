"""The page "Will it work?" and what its scripts ask: relays to try, a place to send noise to, and where to tell.

Each needs a sign-in and no seat. Limits count in every process alike (accounts/limits.py).
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from accounts import limits
from accounts.access import signed_in
from accounts.errors import NotHere
from accounts.models import User
from sessions import check_relays, device_checks
from sessions.access import seat_for
from sessions.check_media_words import CHECK_MEDIA_WORDS
from sessions.check_words import CHECK_WORDS
from sessions.models import DeviceCheck, Seat

# The recording of oneself is played from the page's own memory. Nothing else loads from there, and no other page may.
OWN_RECORDING: Any = {**settings.SECURE_CSP, "media-src": [CSP.SELF, "blob:"]}
# A check asks once for relays, sends up to three bodies and tells up to a few results; so many checks in ten minutes.
WINDOW = timedelta(minutes=10)
RELAYS = limits.Limit("check.relays", 12, WINDOW)
UPLOADS = limits.Limit("check.uploads", 30, WINDOW)
RESULTS = limits.Limit("check.results", 40, WINDOW)
UPLOAD_BYTES_MOST = 1024 * 1024


class ResultForm(forms.Form):
    carries = forms.ChoiceField(choices=DeviceCheck.Carries.choices)
    trouble = forms.ChoiceField(choices=DeviceCheck.Trouble.choices, required=False)


@never_cache
@require_safe
@csp_override(OWN_RECORDING)
def check(request: HttpRequest) -> HttpResponse:
    """At any time before the day. ``?session=<id>``: the way in that the reader came from."""
    user = signed_in(request)
    context = {
        "words": CHECK_WORDS | CHECK_MEDIA_WORDS,
        "standing": device_checks.standing_of(user),
        "seat": seat_named(user, request.GET.get("session", "")),
    }
    return render(request, "dialogue_sessions/check.html", context)


def seat_named(user: User, text: str) -> Seat | None:
    try:
        return seat_for(user, UUID(text))
    except (ValueError, NotHere):
        return None


@never_cache
@require_POST
def relays(request: HttpRequest) -> HttpResponse:
    """Servers for the page to try, with a pass of two minutes. Raises ``TooManyTries``."""
    user = signed_in(request)
    limits.count(RELAYS, str(user.pk))
    return JsonResponse({"ice": check_relays.for_check(user)})


@never_cache
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes noise and throws it away: the page measures how long it took. Raises ``TooManyTries``."""
    limits.count(UPLOADS, str(signed_in(request).pk))
    return HttpResponse(status=204 if len(request.body) <= UPLOAD_BYTES_MOST else 413)


@never_cache
@require_POST
def result(request: HttpRequest) -> HttpResponse:
    """What the person's page found, in two words. Raises ``TooManyTries``."""
    user = signed_in(request)
    limits.count(RESULTS, str(user.pk))
    form = ResultForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    device_checks.note(user, form.cleaned_data["carries"], form.cleaned_data["trouble"])
    return HttpResponse(status=204)


@never_cache
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """The person takes the result back: not checked yet."""
    device_checks.forget(signed_in(request).pk)
    return redirect("dialogue_sessions:check")
