"""Words for flags, standings and outcomes on pages. Sentences for reasons are in rule_texts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FLAGS: dict[str, Promise] = {
    "absent": _("was not there"),
    "late": _("came late"),
    "left_early": _("left early"),
    "bridged": _("short gaps, counted"),
    "many_devices": _("more than one device, counted once"),
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
    "gap": _("away, not counted"),
    "break": _("break, counts for nobody"),
    "unled": _("no facilitator, counts for nobody"),
}


def flag_words(flags: tuple[str, ...]) -> list[str]:
    return [str(FLAGS[flag]) for flag in flags if flag in FLAGS]
