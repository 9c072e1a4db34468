"""The public page: is this certificate real? No sign-in, no script, nothing kept by the browser or a search engine."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import limits
from recognition import codes
from recognition.issuing import state_of
from recognition.limits import VERIFY_PER_NETWORK
from recognition.models import Certificate

PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The form; with ``?code=`` it leads to the page of the code."""
    typed = request.GET.get("code", "")
    code = codes.read(typed)
    if code:
        return private(redirect("recognition:verify_code", codes.shown(code)))
    return private(render(request, "recognition/verify.html", {"typed": typed}, status=404 if typed else 200))


@login_not_required
@require_safe
def verify_code(request: HttpRequest, typed: str) -> HttpResponse:
    limits.count(VERIFY_PER_NETWORK, limits.network_of(request))
    code = codes.read(typed)
    found = Certificate.objects.select_related("decision").filter(code=code).first() if code else None
    if found is None:
        return private(render(request, "recognition/verify.html", {"typed": typed}, status=404))
    context = {"certificate": found, "content": found.content, "state": state_of(found), "code": codes.shown(code)}
    return private(render(request, "recognition/verified.html", context))


def private(response: HttpResponse) -> HttpResponse:
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response
