"""Sentences about talk time: in the room for its scripts, and in the own mirror afterwards."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TALK_WORDS: dict[str, Any] = {
    "measured_on": _("How long you speak is measured from now on. Only your own facilitators see it, in bands."),
    "measured_off": _("You are not measured any more. What this session had of you is deleted. Nobody is told."),
    "measured_failed": _("That did not reach us, and nothing has changed. Try again in a moment."),
    "talk_early": _("Nothing is said in the first minutes: early figures mislead."),
    "talk_few": _("Fewer than four people could be measured so far. Too few to say anything."),
    "talk_silent": _("Nobody has spoken yet."),
    "talk_much_less": _("much less than an even share"),
    "talk_less": _("less than an even share"),
    "talk_even": _("about an even share, as far as one can tell yet"),
    "talk_more": _("more than an even share"),
    "talk_much_more": _("much more than an even share"),
    "talk_unknown": _("not known"),
    "talk_single": _("%(names)s: only one person could hear this"),
    "talk_apart": _("%(names)s: those who listened do not agree"),
}

# Shares of all talk of the students that was measured.
PORTION_WORDS: dict[str, Any] = {
    "hardly": _("You spoke hardly at all."),
    "twentieth": _("You spoke about a twentieth of the talking of the group."),
    "tenth": _("You spoke about a tenth of the talking of the group."),
    "fifth": _("You spoke about a fifth of the talking of the group."),
    "quarter": _("You spoke about a quarter of the talking of the group."),
    "third": _("You spoke about a third of the talking of the group."),
    "half": _("You spoke about half of the talking of the group."),
    "most": _("You spoke most of the time that anybody spoke."),
}
CERTAINTY_WORDS: dict[str, Any] = {
    "several": _("Several people heard it and agree."),
    "single": _("For most of it only one person could hear you, so nobody could confirm it."),
    "apart": _("Those who listened do not agree for a part of it."),
    "low": _("For less than half of the time with your microphone on somebody had your sound: too little to say."),
}
