"""Sentences for reasons and outcomes of ``rules.decide``, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from recognition.rules import Outcome, Proposal, Reason

OUTCOMES: dict[Outcome, Promise] = {
    "pass": _("The requirements are met."),
    "review": _("Somebody has to look before this can be decided."),
    "not_yet": _("The requirements are not met yet."),
}

# Reasons about the whole.
_WHOLE: dict[str, Promise] = {
    "sessions_met": _("%(counted)s of %(total)s sessions count. %(required)s are needed."),
    "sessions_short": _("%(counted)s of %(total)s sessions count. %(required)s are needed: %(missing)s more."),
    "too_few_sessions": _(
        "The exchange has %(total)s sessions. A certificate needs an exchange of at least %(least)s."
    ),
}

_COUNTED: dict[str, Promise] = {
    "sessions_to_come": ngettext_lazy(
        "%(count)s session is still to come.", "%(count)s sessions are still to come.", "count"
    ),
    "objection_open": ngettext_lazy(
        "%(count)s objection of the student is open.", "%(count)s objections of the student are open.", "count"
    ),
}

# Reasons about sessions: one session, more sessions.
_SESSIONS: dict[str, Promise] = {
    "absent": ngettext_lazy("Not present in session %(sessions)s.", "Not present in sessions %(sessions)s.", "count"),
    "minutes_short": ngettext_lazy(
        "Present for too short a time in session %(sessions)s.",
        "Present for too short a time in sessions %(sessions)s.",
        "count",
    ),
    "act_missing": ngettext_lazy(
        "Present in session %(sessions)s, but no taking part was recorded. A facilitator can confirm it.",
        "Present in sessions %(sessions)s, but no taking part was recorded. A facilitator can confirm it.",
        "count",
    ),
    "not_held": ngettext_lazy(
        "Session %(sessions)s was not held and does not count for or against.",
        "Sessions %(sessions)s were not held and do not count for or against.",
        "count",
    ),
    "made_up": ngettext_lazy(
        "Session %(sessions)s was made up for.", "Sessions %(sessions)s were made up for.", "count"
    ),
    "make_up_in_doubt": ngettext_lazy(
        "Somebody has to look at the make-up for session %(sessions)s.",
        "Somebody has to look at the make-ups for sessions %(sessions)s.",
        "count",
    ),
    "make_up_limit": ngettext_lazy(
        "The make-up for session %(sessions)s does not count. The rule allows %(most)s.",
        "The make-ups for sessions %(sessions)s do not count. The rule allows %(most)s.",
        "count",
    ),
    "not_signed_off": ngettext_lazy(
        "The facilitator has not signed session %(sessions)s yet.",
        "The facilitator has not signed sessions %(sessions)s yet.",
        "count",
    ),
    "checkpoint_missed": ngettext_lazy(
        "A presence check was not answered in session %(sessions)s. This alone never denies a certificate.",
        "Presence checks were not answered in sessions %(sessions)s. This alone never denies a certificate.",
        "count",
    ),
    "record_disputed": ngettext_lazy(
        "The record of session %(sessions)s is disputed.", "The records of sessions %(sessions)s are disputed.", "count"
    ),
}


def text(reason: Reason) -> str:
    """The sentence for a reason, in the language that is active now."""
    if reason.code in _WHOLE:
        return str(_WHOLE[reason.code]) % reason.params
    if reason.code in _COUNTED:
        return str(_COUNTED[reason.code] % reason.params)
    numbers = ", ".join(map(str, reason.sessions))
    return str(_SESSIONS[reason.code] % {**reason.params, "count": len(reason.sessions), "sessions": numbers})


def texts(proposal: Proposal) -> list[str]:
    """The outcome and all reasons, in the order in which they are shown."""
    return [str(OUTCOMES[proposal.outcome]), *(text(reason) for reason in proposal.reasons)]
