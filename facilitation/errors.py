"""What facilitation refuses, by name."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import Refusal


class PlanFileInvalid(Refusal):
    """``where`` is a path in the file such as ``phases[2].minutes``, ``why`` a translated sentence."""

    code = "plan_file_invalid"
    text = _("The plan file %(file)s cannot be used. At %(where)s: %(why)s Nothing was stored.")


class PlanMissing(Refusal):
    code = "plan_missing"
    text = _("There is no plan “%(plan)s”. Choose another plan for this session, or load the plan first.")


class RoomAlreadyOpened(Refusal):
    code = "room_already_opened"
    text = _("Publishing cannot be undone any more: a room of these groups was opened already. Nothing was changed.")
