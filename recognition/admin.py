"""What was signed, decided and issued is read here, never changed."""

from django.contrib import admin

from accounts.admin import ReadOnly
from recognition.models import Attestation, Certificate, Decision, RuleSetRecord, SignOff


@admin.register(RuleSetRecord)
class RuleSetRecordAdmin(ReadOnly):
    list_display = ("exchange", "version", "frozen_at")
    list_filter = ("exchange",)


@admin.register(SignOff)
class SignOffAdmin(ReadOnly):
    list_display = ("dialogue_session", "signed_by", "signed_at", "held")
    list_filter = ("held",)
    date_hierarchy = "signed_at"


@admin.register(Attestation)
class AttestationAdmin(ReadOnly):
    list_display = ("dialogue_session", "enrolment", "by", "at")


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    list_display = ("exchange", "number", "enrolment", "outcome", "decided_by", "decided_at")
    list_filter = ("exchange", "outcome")


@admin.register(Certificate)
class CertificateAdmin(ReadOnly):
    list_display = ("code", "decision", "issued_at", "revoked_at")
    search_fields = ("code",)
    date_hierarchy = "issued_at"
