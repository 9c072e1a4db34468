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
