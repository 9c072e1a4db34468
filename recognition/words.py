"""Words for flags, standings and outcomes on pages. Sentences for reasons are in rule_texts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FLAGS: dict[str, Promise] = {
    "absent": _("was not there"),
    "late": _("came late"),
    "left_early": _("left early"),
    "bridged": _("short gaps, counted"),
    "many_devices": _("more than one device, counted once"),
    "checkpoint_missed": _("a presence check was not answered; this alone never denies anything"),
    "said_away": _("said “back in a moment”"),
    "outside": _("waited outside for a while"),
    "removed": _("was taken out by a facilitator"),
    "crash": _("our server failed; the time is taken out for everybody"),
    "log_broken": _("the log of this session was changed: ask the administrator"),
    "sources_disagree": _("the sources do not agree"),
    "presence_disputed": _("the student disputes the record"),
}
STANDINGS: dict[str, Promise] = {
    "counted": _("counts"),
    "in_doubt": _("to look at"),
    "missed": _("does not count"),
    "not_held": _("not held"),
    "to_come": _("to come"),
}
# Why one session stands as it does, said of that session alone.
CODES: dict[str, Promise] = {
    "absent": _("Not in the room in this session."),
    "minutes_short": _("The time in the room was too short."),
    "act_missing": _("No taking part was recorded. A facilitator can confirm it."),
    "not_held": _("This session was not held. It counts neither for nor against."),
    "made_up": _("This session was made up for."),
    "make_up_in_doubt": _("Somebody has to look at the session that makes up for this one."),
    "not_signed_off": _("The facilitator has not signed the record yet."),
    "checkpoint_missed": _("A presence check was not answered. This alone never denies anything."),
    "record_disputed": _("The record of this session is disputed. Somebody looks at it."),
}
PROPOSALS: dict[str, Promise] = {
    "pass": _("requirements met"),
    "review": _("to look at"),
    "not_yet": _("not met yet"),
}
KINDS: dict[str, Promise] = {
    "present": _("in the room"),
    "bridged": _("short gap, counted"),
    "late": _("not here yet, not counted"),
    "gap": _("away, not counted"),
    "left": _("gone before the end, not counted"),
    "absent": _("not there, not counted"),
    "outside": _("waiting outside, not counted"),
    "break": _("break, counts for nobody"),
    "outage": _("our outage, counts for nobody"),
    "unled": _("no facilitator, counts for nobody"),
}
# Moments of a picture.
MOMENTS: dict[str, Promise] = {
    "answered": _("presence check, answered"),
    "missed": _("presence check, not answered"),
    "act": _("took part"),
}
# Ways of taking part (dialogue/record.py), said to the person alone.
ACTS: dict[str, Promise] = {
    "turn": _("had a turn"),
    "reply": _("replied"),
    "line": _("wrote in the chat"),
    "note": _("wrote a shared note"),
    "topic": _("put a topic on the board"),
    "poll": _("answered a poll"),
    "prompt": _("answered the prompt"),
}


def flag_words(flags: tuple[str, ...]) -> list[str]:
    return [str(FLAGS[flag]) for flag in flags if flag in FLAGS]
