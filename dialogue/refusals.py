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
        "not_here",  # the other person is not in the room
        "no_facilitator",
        "not_your_turn",
        "has_the_floor",  # a speaker need not raise the hand
        "no_hand",
        "nobody_speaks",
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
        "seat_taken",
        "unknown_connection",
        "landed_already",
        "evidence_closed",
        "not_ended",
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
