"""From evidence to certificate. Decisions and certificates are only ever added, never edited."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from exchanges.models import Enrolment, Exchange
from sessions.models import DialogueSession

PEOPLE = settings.AUTH_USER_MODEL


class RuleSetRecord(models.Model):
    """The versioned rule of an exchange; frozen when the exchange starts (decisions.md)."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="rule_sets")
    version = models.CharField(max_length=20)
    body = models.JSONField()
    created_at = models.DateTimeField(default=now)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["exchange", "version"], name="rule_versions_differ")]

    def __str__(self) -> str:
        return f"{self.exchange_id}: {self.version}"


class SignOff(models.Model):
    """A facilitator's word that the record of a session is right, with what was corrected and why."""

    dialogue_session = models.OneToOneField(DialogueSession, on_delete=models.PROTECT, related_name="sign_off")
    signed_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=now)
    held = models.BooleanField(default=True)
    note = models.TextField(blank=True)
    # What was signed: {"upto_seq": 812, "hash": "...", "students": [{"enrolment", "seconds", "acts"}]}
    record = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"sign-off of {self.dialogue_session_id}"


class Attestation(models.Model):
    """A facilitator's word that a student took part in a session (for those who cannot speak or be seen)."""

    dialogue_session = models.ForeignKey(DialogueSession, on_delete=models.PROTECT, related_name="attestations")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attestations")
    by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dialogue_session", "enrolment"], name="one_attestation_per_session")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} in {self.dialogue_session_id}"


class Decision(models.Model):
    """What the coordinator decided for a student, with reasons and the evidence it rests on. Append-only."""

    class Outcome(models.TextChoices):
        CERTIFIED = "certified", _("certified")
        NOT_CERTIFIED = "not_certified", _("not certified")
        DEFERRED = "deferred", _("deferred")

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="decisions")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField(help_text=_("place in the ledger of the exchange, from 1"))
    outcome = models.CharField(max_length=14, choices=Outcome)
    proposal = models.JSONField()
    evidence = models.JSONField()
    rule_version = models.CharField(max_length=20)
    reason = models.TextField(blank=True, help_text=_("needed where the decision differs from the proposal"))
    # In the hash stands this digest, so that the words of the reason can be erased.
    reason_sha256 = models.CharField(max_length=64, default="")
    decided_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=now)
    # Ledger: SHA-256 over the hash before and this row.
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["exchange", "number"], name="ledger_numbers_differ")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.outcome}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A row of the ledger is written once."""
        if not self._state.adding:
            raise TypeError("a decision is never changed: decide again")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("a decision is never deleted: decide again")


class Certificate(models.Model):
    """A certificate of participation; the code on it opens the public verify page."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=32, unique=True)
    language = models.CharField(max_length=10, default="en")
    # What is printed, frozen: names, dates, sessions k of n, hours, credits, issuer.
    content = models.JSONField()
    pdf_path = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.code
