"""Session plans as stored, and which plan a session follows."""

from typing import ClassVar

from django.db import models
from django.utils.timezone import now

from sessions.models import DialogueSession


class Plan(models.Model):
    """A session plan (docs/reference/plan-file.md). Rows are versions: a used plan is never edited in place."""

    slug = models.SlugField()
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=12)
    body = models.JSONField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["slug", "version"], name="plan_versions_differ")]

    def __str__(self) -> str:
        return f"{self.slug} v{self.version}"


class SessionPlan(models.Model):
    dialogue_session = models.OneToOneField(DialogueSession, on_delete=models.CASCADE, related_name="session_plan")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="session_plans")

    def __str__(self) -> str:
        return f"{self.dialogue_session_id}: {self.plan_id}"
