"""Match runs and the groups that came of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from exchanges.models import Enrolment, Exchange, Facilitator

PEOPLE = settings.AUTH_USER_MODEL


class MatchRun(models.Model):
    class Status(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        NOT_FEASIBLE = "not_feasible", _("not feasible")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="match_runs")
    status = models.CharField(max_length=14, choices=Status, default=Status.RUNNING)
    seed = models.PositiveIntegerField(default=1)
    seconds = models.FloatField(default=20)
    inputs = models.JSONField(default=dict)
    report = models.JSONField(default=dict, blank=True)
    # [{"id", "members": [enrolment ids], "slot", "facilitator", "language"}], the answer as it came
    answer = models.JSONField(default=list, blank=True)
    done_percent = models.PositiveSmallIntegerField(default=0)
    progress_text = models.CharField(max_length=200, blank=True)
    cancel_asked = models.BooleanField(default=False)
    started_by = models.ForeignKey(PEOPLE, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(default=now)
    # Last sign of life of the child process that computes; a silent one is dead (services.note_dead).
    alive_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"match run {self.pk}"


class Group(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        CLOSED = "closed", _("closed")

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="groups")
    run = models.ForeignKey(MatchRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="groups")
    name = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    language = models.CharField(max_length=10)
    slot = models.CharField(max_length=12, help_text=_("weekday and time in the anchor, such as Mon 16:30"))
    slot_anchor = models.CharField(max_length=64, default="UTC")
    facilitator = models.ForeignKey(
        Facilitator, null=True, blank=True, on_delete=models.PROTECT, related_name="led_groups"
    )
    co_facilitator = models.ForeignKey(
        Facilitator, null=True, blank=True, on_delete=models.PROTECT, related_name="supported_groups"
    )
    explanation = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exchange", "name"], name="group_names_differ_in_an_exchange")
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A student in a group, from when to when and why it changed."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment"], condition=Q(left_at__isnull=True), name="one_group_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} in {self.group_id}"
