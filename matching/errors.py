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


class GroupTakesOne(Refusal):
    code = "same_group"
    text = _("%(student)s is in this group already. Nothing was changed.")


class NotThere(Refusal):
    code = "not_in_group"
    text = _("%(student)s is not in the group that you saw; somebody else moved them. Look at the board again.")
