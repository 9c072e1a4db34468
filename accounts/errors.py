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


class LinkUnknown(Refusal):
    code = "link_unknown"
    text = _(
        "We do not know this link. It may be cut off: copy the whole address from the mail, or ask for a new link."
    )
    status = 404


class LinkUsed(Refusal):
    code = "link_used"
    text = _("This link was used before. Each link works once. Ask for a new one; nothing is lost.")
    status = 410


class LinkExpired(Refusal):
    code = "link_expired"
    text = _("This link is too old. Ask for a new one; nothing is lost.")
    status = 410


class WrongPassword(Refusal):
    """Said alike for an unknown account, a closed one, one without a password and a wrong password."""

    code = "wrong_password"
    text = _("This e-mail and password do not belong together. Check both, or ask for a link by mail.")


class TooManyTries(Refusal):
    """``retry_at``: the moment (aware datetime) from which one more try is possible."""

    code = "too_many_tries"
    text = _("There were too many tries. Nothing is lost. Wait a little and try again.")
    status = 429


class UnknownPurpose(Refusal):
    code = "unknown_purpose"
    text = _("This question about your data does not exist. Nothing was changed.")
    status = 404


class NotOptional(Refusal):
    code = "not_optional"
    text = _(
        "You cannot say no to this alone: it belongs to taking part. To leave the exchange, write to your coordinator. "
        "Nothing was changed."
    )
    status = 409
