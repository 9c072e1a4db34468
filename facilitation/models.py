"""Session plans as stored, which plan a session follows, incidents with what was done about them, and alarms."""

from typing import ClassVar

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exchanges.models import Exchange
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


class Incident(models.Model):
    """Something in a session that a coordinator must look at. What happened is in the log of the room at ``seq``;
    who and what was said stay in tables that can be erased. ``seq`` None: reported on a page, beside the room."""

    class Source(models.TextChoices):
        REPORTED = "reported", _("a report")
        REMOVED = "removed", _("somebody was taken out")
        HURT = "hurt", _("somebody said that it hurts")
        DISTRESS = "distress", _("facilitators keep an eye on somebody")

    class Kind(models.TextChoices):
        SAFEGUARDING = "safeguarding", _("safeguarding")
        CONDUCT = "conduct", _("conduct")
        CONTENT = "content", _("a hard topic")
        TECHNICAL = "technical", _("technical")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        IN_CARE = "in_care", _("in care")
        CLOSED = "closed", _("closed")

    dialogue_session = models.ForeignKey(DialogueSession, on_delete=models.CASCADE, related_name="incidents")
    seq = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source)
    kind = models.CharField(max_length=12, choices=Kind)
    category = models.CharField(max_length=12, blank=True)
    by_seat = models.PositiveSmallIntegerField()
    about_seat = models.PositiveSmallIntegerField(default=0)
    about_facilitator = models.BooleanField(default=False)
    # Only of reports beside the room; else the words are with the log (sessions.models.RoomText).
    words = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN, db_index=True)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dialogue_session", "seq"], name="an_event_is_one_incident")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.dialogue_session_id}@{self.seq}"

    @property
    def may_be_about_facilitators(self) -> bool:
        """Also a report that names nobody, unless it is about technology: no facilitator of the session reads it."""
        nameless = self.source == self.Source.REPORTED and self.about_seat == 0 and self.category != "technical"
        return self.about_facilitator or nameless


class IncidentNote(models.Model):
    """What was done about an incident, by whom and when: rows are added and never changed."""

    class What(models.TextChoices):
        NOTE = "note", _("note")
        TAKEN = "taken", _("took care")
        SORTED = "sorted", _("sorted")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("opened again")
        LIFTED = "lifted", _("lifted the removal")
        APPEAL = "appeal", _("asks to look again")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now)
    what = models.CharField(max_length=8, choices=What, default=What.NOTE)
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.what} on {self.incident_id}"


class ExchangeRemoval(models.Model):
    """A person may not enter any session of the exchange until this is lifted. The reason is that of the incident.

    Seats that this closed have ``removed_at`` equal to ``at``: those come back when it is lifted, and no others.
    """

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="removals")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="exchange_removals")
    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="exchange_removal")
    at = models.DateTimeField(default=now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.user_id} out of {self.exchange_id}"


class SweptLog(models.Model):
    """How far the log of a session was searched for incidents, so that each event is looked at once."""

    dialogue_session = models.OneToOneField(DialogueSession, on_delete=models.CASCADE, related_name="swept_log")
    seq = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.dialogue_session_id} up to {self.seq}"


class Alarm(models.Model):
    """Students wait and nobody facilitates: the coordinators were mailed, for the ``number``th time for this cause."""

    class Cause(models.TextChoices):
        UNLED = "unled", _("no facilitator is in the room")
        NOBODY_CAME = "nobody_came", _("no facilitator came")

    dialogue_session = models.ForeignKey(DialogueSession, on_delete=models.CASCADE, related_name="alarms")
    cause = models.CharField(max_length=12, choices=Cause)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dialogue_session", "cause", "number"], name="an_alarm_is_given_once")
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.number} of {self.dialogue_session_id}"
