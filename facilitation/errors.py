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


class ReportInvalid(Refusal):
    code = "report_invalid"
    text = _("The report was not sent: choose what it is about, and keep it below 2,000 letters. Please try again.")


class NoteEmpty(Refusal):
    code = "note_empty"
    text = _("Write something first. Nothing was changed.")


class ClosingNeedsWords(Refusal):
    code = "closing_needs_words"
    text = _("Say in a sentence what was decided before you close this. Nothing was changed.")


class NotRemoved(Refusal):
    code = "not_removed"
    text = _("Nobody is kept out by this any more. Nothing was changed.")


class AppealsUsedUp(Refusal):
    code = "appeals_used_up"
    text = _("You asked %(most)s times, and the coordinator has all of it. Please wait for the answer.")
