"""What exchanges refuse, by name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.errors import Refusal


class ExchangeExists(Refusal):
    code = "exchange_exists"
    text = _("There is an exchange with the short name “%(slug)s” already. Choose another one.")


class DatesInvalid(Refusal):
    code = "dates_invalid"
    text = _("The last day must come after the first day. Nothing was changed.")


class Frozen(Refusal):
    """The formula is frozen at the start: series, workload and credits do not change while students work."""

    code = "frozen"
    text = _("This exchange has started: its sessions, workload and credits are fixed. Nothing was changed.")


class NotConforming(Refusal):
    code = "not_conforming"
    text = _(
        "This exchange cannot be published yet: %(count)s points of the checklist are open. "
        "Solve the red ones and give a reason for the yellow ones. Nothing was changed."
    )


class SafeguardingMissing(Refusal):
    code = "safeguarding_missing"
    text = _(
        "Each institution must name whom to call when somebody is in danger. Missing: %(institutions)s. "
        "Nothing was changed."
    )


class AgreementMissing(Refusal):
    code = "agreement_missing"
    text = _("The exchange cannot start before the partners signed an agreement. Nothing was changed.")


class NotPublished(Refusal):
    code = "not_published"
    text = _("Publish the exchange first; then it can start. Nothing was changed.")


class AlreadyPublished(Refusal):
    code = "already_published"
    text = _("This exchange is published already. Nothing was changed.")


class RemarkUnknown(Refusal):
    code = "remark_unknown"
    text = _("This remark is not open any more: the design changed. Look at the checklist again.")


class ReasonMissing(Refusal):
    code = "reason_missing"
    text = _("Write a reason of at least %(letters)s letters. Nothing was changed.")


class SeriesInvalid(Refusal):
    code = "series_invalid"
    text = _("Session %(number)s of the series cannot be as it is: %(why)s Nothing was changed.")


class WorkloadInvalid(Refusal):
    code = "workload_invalid"
    text = _("The hours must be 0 or more, and the credits in steps of 0.5. Nothing was changed.")


class InstitutionInUse(Refusal):
    code = "institution_in_use"
    text = _("%(institution)s has students in this exchange, so it cannot be taken out. Nothing was changed.")


class QualificationInvalid(Refusal):
    code = "qualification_invalid"
    text = _("The last day of the qualification must come after its first day. Nothing was changed.")


class LanguagesInvalid(Refusal):
    code = "languages_invalid"
    text = _("Write languages as code and level, such as en:B2; nl:C1. This is not one: %(part)s. Nothing was changed.")


class NothingToInvite(Refusal):
    code = "nothing_to_invite"
    text = _("Nobody was chosen who can still be invited. Nothing was sent.")


class RosterRefused(Refusal):
    """A roster file was refused as a whole; ``code`` and ``text`` are those of the reason, ``report`` is complete."""

    def __init__(self, code: str, text: str, report: dict[str, Any]) -> None:
        super().__init__()
        self.code, self.text, self.report = code, text, report


class ImportUndone(Refusal):
    code = "import_undone"
    text = _("This import was undone before. Nothing was changed.")
