"""Why a command is refused: a code for machines. The sentence for people is in sessions/refusal_texts.py."""

CODES = frozenset(
    {
        "not_allowed",  # the role may not do this
        "not_open_yet",  # before the lobby opens
        "not_live",  # the session has not started, or is over
        "already_live",
        "ended",
        "no_such_seat",
        "seat_closed",  # no longer of this group
        "removed",
        "in_lobby",  # waiting to be let in
        "not_connected",  # who asks has no open connection
        "not_here",  # the other person is not in the room
        "not_your_turn",
        "has_the_floor",  # a speaker need not raise the hand
        "takes_no_turns",  # the other person captions, interprets or observes
        "no_hand",
        "no_plan",
        "last_phase",
        "first_phase",
        "is_paused",
        "not_paused",
        "bad_minutes",
        "bad_order",
        "bad_reaction",
        "bad_audience",
        "chat_closed",
        "empty_text",
        "too_long",
        "not_a_facilitator",
        "is_facilitator",  # a facilitator cannot be removed by another
        "already_scheduled",
        "not_scheduled",
        "bad_plan",
        "seat_taken",
        "unknown_connection",
        "landed_already",
        "evidence_closed",
        "not_ended",
        # speaking and the plan
        "bad_queue",  # names a seat twice or one without a hand
        "bad_seconds",
        "nobody_speaks",
        "no_turn_to_reply_to",
        "reply_taken",
        "pause_too_soon",
        # pairs
        "no_pairs",  # no breakouts are running
        "pairs_running",
        "too_few_for_pairs",
        "bad_size",
        "bad_cross",  # neither the country nor what the plan names
        "no_such_room",
        # polls, board, notes, agreement
        "no_such_poll",
        "poll_closed",
        "poll_running",
        "bad_choice",
        "no_vote",  # facilitators ask polls and do not answer them
        "bad_options",
        "no_such_topic",
        "objected_already",
        "old_version",
        "no_agreement",
        "no_prompt",  # neither a phase nor a facilitator's own
        # being here, help, safety
        "no_check",  # no presence check is open, or another one
        "no_help_called",
        "bad_category",
        "not_a_student",
        # captions of what somebody says themselves
        "captions_need_microphone",
        "captions_in_pairs",  # captions are for the room of all
        "barred",  # removed from the whole exchange: the coordinator's to undo
    }
)


class Refused(Exception):
    """A rule forbids the command; nothing changed. ``code`` is one of ``CODES``."""

    def __init__(self, code: str) -> None:
        assert code in CODES, code
        self.code = code
        super().__init__(code)


def refuse(condition: bool, code: str) -> None:
    """Raises ``Refused(code)`` when the condition holds."""
    if condition:
        raise Refused(code)
