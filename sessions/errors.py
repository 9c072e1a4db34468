"""What scheduling and the room's pages refuse, by name."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import Refusal


class SlotInvalid(Refusal):
    code = "slot_invalid"
    text = _(
        "The sessions cannot be scheduled: the weekly time “%(slot)s” or the first day of the exchange is missing. "
        "Nothing was changed."
    )


class TooFewSessions(Refusal):
    code = "too_few_sessions"
    text = _(
        "The series has %(planned)s sessions; a virtual exchange has at least %(fewest)s. "
        "Add sessions to the series first. Nothing was changed."
    )


class Busy(Refusal):
    """Other processes wrote first again and again: nothing was changed."""

    code = "try_again"
    text = _("This could not be saved just now. Please try again; nothing is lost.")
    status = 503


class IdReused(Refusal):
    code = "id_reused"
    text = _("The page used one number for two different things. Reload the page; nothing is lost.")


class NotLetIn(Refusal):
    """``bye``: the close reason of the wire (removed, not_allowed, ended, signed_out)."""

    code = "not_allowed"
    text = _("You may not enter this room.")
    status = 403

    def __init__(self, bye: str = "not_allowed") -> None:
        self.bye = bye
        super().__init__()


class NotAgreed(Refusal):
    """Own captions without a yes to captions made by a program (``sessions/own_captions.py``)."""

    code = "captions_no_consent"
    text = _("You said no to captions made by a program, so none are shown. You can change it in your account.")
