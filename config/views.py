"""The home page: each role's own start. Pages that mix packages live here and nowhere else."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.defaults import server_error

from accounts.models import User
from config.home import parts_for
from exchanges.access import may_create
from exchanges.services import note_arrival


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Strangers are sent to the sign-in page."""
    if not isinstance(request.user, User):
        return redirect("accounts:sign_in")
    note_arrival(request.user)
    return render(request, "home.html", {"parts": parts_for(request.user), "may_create": may_create(request.user)})


# The pool of connections gives up after 5 s (config/env.py); a restart of PostgreSQL takes seconds.
RETRY_AFTER_SECONDS = 10


def went_wrong(request: HttpRequest) -> HttpResponse:
    """Django's page for an error of ours; 503 with ``Retry-After`` when the database was away or overloaded."""
    if not isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return server_error(request)
    response = HttpResponse(render_to_string("503.html"), status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
