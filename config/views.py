"""The home page: each role's own start. Pages that mix packages live here and nowhere else."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

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
