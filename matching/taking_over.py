"""What pages that change groups that meet have in common: how it is to be done, and what is said afterwards."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from matching.models import Change


def given(request: HttpRequest) -> dict[str, Any]:
    """From the form of take_proposal.html: ``how`` (ask, now), ``reason``, ``leaders_agree``."""
    return {
        "reason": request.POST.get("reason", ""),
        "asks": request.POST.get("how") != "now",
        "leaders_agree": request.POST.get("leaders_agree") == "yes",
    }


def say_done(request: HttpRequest, change: Change) -> None:
    done = _("Done. Everybody concerned has the new dates by mail.")
    waits = _("Asked by mail. It happens when all agreed.")
    messages.success(request, done if change.status == Change.Status.DONE else waits)
