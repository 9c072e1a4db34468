"""The family of named refusals: a code for machines and a sentence for people.

Each package declares its own below ``Refusal``; pages turn them into a message, commands into exit status 2.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something was asked that a rule forbids; nothing was changed."""

    code = "refused"
    text: Any = _("This is not possible. Nothing was changed.")
    status = 400

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.text) % self.params if self.params else str(self.text)


class NotAllowed(Refusal):
    code = "not_allowed"
    text = _("You may not open this page. Ask your coordinator if you think you should.")
    status = 403


class NotHere(Refusal):
    code = "not_here"
    text = _("This page does not exist, or it is not for you.")
    status = 404
