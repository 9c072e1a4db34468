"""Sentences of the room's scripts about help, safety and people (joined by sessions/room_words.py)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

CARE_WORDS: dict[str, Any] = {
    # to who called
    "help_called": _("You called a facilitator. They see it; nobody else does."),
    "hurt_seen": _(
        "Thank you for saying it. Your facilitators see it, and one of them comes to you. Nobody else here knows."
    ),
    "help_comes": _("%(names)s comes to you."),
    "said_help_done": _("A facilitator has taken care of your call."),
    "report_sent": _(
        "Thank you. Your report is with the coordinator of your exchange, who reads it and takes care of it."
    ),
    # to facilitators
    "call_waits": _("%(names)s calls for help: %(place)s"),
    "call_hurts": _("For %(names)s something hurts: %(place)s"),
    "call_hurt": _("something hurts"),
    "call_room": _("pair %(room)s"),
    "call_here": _("in the room"),
    "call_since": _("since %(time)s"),
    "call_taken": _("%(names)s goes"),
    "said_help": _("%(names)s needs a facilitator"),
    "reports_made": _("Reports made to the coordinator in this session: %(count)s. What they say stays there."),
    "attested_now": _("Confirmed. It stands in the record."),
    "hint_help_called": _("%(names)s called for help a minute ago, and nobody goes yet."),
    "hint_alone_in_room": _("%(names)s is alone in pair %(room)s."),
    "hint_distress_flag": _("You keep an eye on %(names)s. Has somebody talked with this person?"),
    "hint_left_room": _("%(names)s is gone without a word. A message may help."),
    "hint_not_arrived": _("Not here yet: %(names)s. Do not wait; a message with the link may help."),
    "hint_long_turn": _("%(names)s has spoken for long. The clock of the turn shows it to the speaker too."),
    "hint_pair_lock": _("%(names)s answer only each other. You could open it to the others."),
    "hint_not_heard_yet": _("Not heard yet: %(names)s. You could invite by name, start a round or use pairs."),
    "hint_chat_only": _("%(names)s writes and does not speak. You could ask to read it aloud."),
    "hint_do_help_called": _("I go"),
    "hint_do_alone_in_room": _("Bring back to everybody"),
    "hint_do_not_heard_yet": _("Give the turn to %(names)s"),
    "hint_do_long_turn": _("Thank and end"),
    "hint_do_pair_lock": _("First-time speakers first"),
}
REPORT_CATEGORIES: dict[str, Any] = {
    "hurtful": _("Something hurtful was said or done"),
    "harassment": _("Somebody is bothering somebody"),
    "unsafe": _("Somebody may not be safe"),
    "technical": _("Something does not work"),
    "other": _("Something else"),
}
