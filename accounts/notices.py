"""What a page says after a form was sent: the refusal of a rule as a message, on the page where one is."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from accounts.errors import Refusal


@contextmanager
def refusals_said(request: HttpRequest) -> Iterator[None]:
    """A refusal by a rule (status 400) becomes a message; one at the gate (403, 404) goes on to its own page."""
    try:
        yield
    except Refusal as refusal:
        if refusal.status != 400:
            raise
        messages.error(request, str(refusal))
