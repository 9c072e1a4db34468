"""What recognition refuses, by name."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import Refusal


class NameNotPrintable(Refusal):
    """A script for which no font package is installed (docs/reference/export-exchange.md)."""

    code = "name_not_printable"
    text = _(
        "The certificate cannot be printed: no installed font has the letters %(letters)s. "
        "Nothing is lost. Ask the administrator to add the font of this script."
    )


class SessionNotOver(Refusal):
    code = "session_not_over"
    text = _("This session is not over yet. You can sign its record after the end. Nothing was changed.")


class AlreadySigned(Refusal):
    code = "already_signed"
    text = _("This session was signed before, by %(name)s. Nothing was changed.")


class MayNotSign(Refusal):
    code = "may_not_sign"
    text = _("Only a facilitator of this session, or a coordinator in their place, may do this. Nothing was changed.")
    status = 403


class ReasonTooShort(Refusal):
    code = "reason_too_short"
    text = _("Write a reason of at least %(letters)s letters. Nothing was changed.")


class NotInSession(Refusal):
    code = "not_in_session"
    text = _("This student has no seat in this session. Nothing was changed.")


class OwnMatter(Refusal):
    code = "own_matter"
    text = _("Nobody decides or confirms for themselves. Ask a colleague. Nothing was changed.")
    status = 403


class FourEyes(Refusal):
    """Who signed for a student's session, or confirmed taking part, does not decide on the student."""

    code = "four_eyes"
    text = _(
        "You signed a session of %(name)s. Somebody else has to decide: two people look at each certificate. "
        "Nothing was changed."
    )


class NotInExchange(Refusal):
    code = "not_in_exchange"
    text = _("One of the students is not in this exchange any more. Load the page again. Nothing was changed.")


class OutcomeUnknown(Refusal):
    code = "outcome_unknown"
    text = _("This outcome does not exist. Nothing was changed.")


class NotStarted(Refusal):
    code = "not_started"
    text = _("The exchange has not started, so there is nothing to decide yet. Nothing was changed.")


class NotCertified(Refusal):
    code = "not_certified"
    text = _("Only the newest decision “certified” gives a certificate. Nothing was changed.")


class AlreadyRevoked(Refusal):
    code = "already_revoked"
    text = _("This certificate was revoked before. Nothing was changed.")


class LedgerBroken(Refusal):
    code = "ledger_broken"
    text = _(
        "The record of decisions does not fit together from number %(number)s on. Nothing was written. "
        "Ask the administrator before you decide anything."
    )
