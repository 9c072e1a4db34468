"""What matching refuses, by name."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import Refusal


class NotReady(Refusal):
    code = "not_ready"
    text = _("Groups cannot be formed yet: %(why)s Nothing was started.")


class RunInProgress(Refusal):
    code = "run_in_progress"
    text = _("Groups are being formed already. Wait until that is done, or cancel it.")


class RunNotDone(Refusal):
    code = "run_not_done"
    text = _("This run has no groups to take over. Start it again.")


class RunOutOfDate(Refusal):
    code = "run_out_of_date"
    text = _("Since this run, people left the exchange: %(people)s. Form the groups again. Nothing was changed.")


class GroupsPublished(Refusal):
    code = "groups_published"
    text = _("The groups of this exchange are published. Undo that first; then they can change.")


class NothingToPublish(Refusal):
    code = "nothing_to_publish"
    text = _("There are no draft groups. Form groups first.")


class ExchangeInDesign(Refusal):
    code = "exchange_in_design"
    text = _("Publish the exchange first; then its groups can be published. Nothing was changed.")


class RuleBroken(Refusal):
    """``sentences``: one for each broken rule; ``may_override`` when none of them is hard."""

    code = "rule_broken"
    text = _("This is not possible: %(sentences)s Nothing was changed.")

    @property
    def may_override(self) -> bool:
        return bool(self.params.get("may_override"))


class ReasonMissing(Refusal):
    code = "reason_missing"
    text = _("Write why, in a few words. The reason stays with the group. Nothing was changed.")


class GroupsNotPublished(Refusal):
    code = "groups_not_published"
    text = _("The groups of this exchange are not published. Change the drafts on the board. Nothing was changed.")


class AskedAlready(Refusal):
    code = "asked_already"
    text = _("%(student)s has been asked about another change. Wait for the answer, or cancel that one first.")


class ChangeOver(Refusal):
    code = "change_over"
    text = _("This is settled already: %(status)s. Nothing was changed by your answer.")


class MovedMeanwhile(Refusal):
    code = "moved_meanwhile"
    text = _("%(student)s is not in the group that you saw any more. Look at the page again. Nothing was changed.")


class SessionNear(Refusal):
    code = "session_near"
    text = _("A session of %(group)s begins within the hour or is running. Do this when it is over.")


class MergeTooLarge(Refusal):
    code = "merge_too_large"
    text = _("%(one)s and %(other)s together have %(size)s students; a merged group has at most %(most)s.")


class UndoTooLate(Refusal):
    code = "undo_too_late"
    text = _("This can no longer be undone: the next session has begun, or the groups changed since.")


class RequestOpen(Refusal):
    code = "request_open"
    text = _("You have asked already. Your coordinator has your question; you get an answer by mail.")


class RequestAnswered(Refusal):
    code = "request_answered"
    text = _("This request was answered already. Nothing was changed.")


class NoGroupYet(Refusal):
    code = "no_group"
    text = _("You are not in a group of this exchange now. Nothing was changed.")


class ProposalGone(Refusal):
    code = "proposal_gone"
    text = _("This proposal does not fit the groups any more: people came or left since. Compute new ones.")


class ProposalNotForUse(Refusal):
    code = "proposal_not_for_use"
    text = _("This proposal is shown for comparison and cannot be taken over. Nothing was changed.")


class MendGone(Refusal):
    code = "mend_gone"
    text = _("This was done already, or the exchange changed since. Form the groups again to see what helps now.")


class MeetingGone(Refusal):
    code = "meeting_gone"
    text = _("This time or facilitator is not possible any more. Choose again. Nothing was changed.")


class LeadersNotAsked(Refusal):
    code = "leaders_not_asked"
    text = _("Ask the facilitators first, and say so with a tick in the box. Nothing was changed.")


class BoardChanged(Refusal):
    """Somebody else changed the board since this page saw it; the answer brings the newest state."""

    code = "board_changed"
    status = 409
    text = _(
        "%(person)s changed the board a moment ago, so this was not done. Nothing is lost: "
        "the board shows how it is now. Look, and do it again if it is still right."
    )


class BoardMoved(Refusal):
    code = "board_moved"
    status = 409
    text = _("The groups are not as they were then, so this is not possible any more. Nothing was changed.")


class Locked(Refusal):
    code = "locked"
    text = _("%(what)s is locked. Unlock it first; nothing was changed.")


class NothingToUndo(Refusal):
    code = "nothing_to_undo"
    text = _("There is nothing to undo. Nothing was changed.")


class NothingToRedo(Refusal):
    code = "nothing_to_redo"
    text = _("There is nothing to do again. Nothing was changed.")


class GroupNotEmpty(Refusal):
    code = "group_not_empty"
    text = _("%(group)s still has students. Move them first, or merge it into another group. Nothing was changed.")


class NeedsYes(Refusal):
    """``sentences``: the hard rules that the drafts would break; asked again with a clear yes it is done."""

    code = "needs_yes"
    text = _("This would break a rule: %(sentences)s Nothing was changed yet.")


class KeptGroupsChanged(Refusal):
    code = "kept_groups_changed"
    text = _("This run was formed around groups that were locked then and are not now. Form the rest again.")
