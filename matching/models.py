"""Match runs and the groups that came of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from exchanges.hour_words import times_in_words
from exchanges.models import Enrolment, Exchange, Facilitator

PEOPLE = settings.AUTH_USER_MODEL


class MatchRun(models.Model):
    class Status(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        NOT_FEASIBLE = "not_feasible", _("not feasible")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class Kind(models.TextChoices):
        MATCH = "match", _("groups from nothing")
        REMATCH = "rematch", _("proposals for groups that meet already")

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="match_runs")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.MATCH)
    status = models.CharField(max_length=14, choices=Status, default=Status.RUNNING)
    seed = models.PositiveIntegerField(default=1)
    seconds = models.FloatField(default=20)
    inputs = models.JSONField(default=dict)
    # What mattered how much, as matching/weights.py has it; empty: the defaults.
    weights = models.JSONField(default=dict, blank=True)
    # A number of steps ends the search exactly there, and ``seconds`` is not looked at: how a run is repeated.
    steps_asked = models.PositiveBigIntegerField(null=True, blank=True)
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="repetitions")
    engine_version = models.CharField(max_length=20, blank=True)
    report = models.JSONField(default=dict, blank=True)
    # [{"id", "members": [enrolment ids], "slot", "facilitator", "language"}], the answer as it came
    answer = models.JSONField(default=list, blank=True)
    done_percent = models.PositiveSmallIntegerField(default=0)
    progress_text = models.CharField(max_length=200, blank=True)
    cancel_asked = models.BooleanField(default=False)
    # Stop, and answer with the best so far; ``cancel_asked`` forgets it.
    keep_asked = models.BooleanField(default=False)
    # [[seconds since the start, J of the best answer then], …], thinned out by the child
    curve = models.JSONField(default=list, blank=True)
    started_by = models.ForeignKey(PEOPLE, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(default=now)
    # Last sign of life of the child process that computes; a silent one is dead (services.note_dead).
    alive_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

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
    # A group that was merged may have more seats than a new one (matching/merging.py); empty: size_max of the exchange.
    seats_most = models.PositiveSmallIntegerField(null=True, blank=True)
    # A locked draft keeps its people, its time and its facilitator, on the board and in a new run.
    is_locked = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exchange", "name"], name="group_names_differ_in_an_exchange")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slot_in_words(self) -> str:
        """The weekly time with the name of the day in the reader's language."""
        return times_in_words(self.slot)


class Membership(models.Model):
    """A student in a group, from when to when and why it changed."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    is_locked = models.BooleanField(default=False)  # stays in this draft group, on the board and in a new run

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment"], condition=Q(left_at__isnull=True), name="one_group_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} in {self.group_id}"


class GroupRequest(models.Model):
    """A student asks to be in another group: why, and what would suit. Answered by a coordinator."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="group_requests")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="requests")
    wished = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=500)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    asked_at = models.DateTimeField(default=now)
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment"], condition=Q(status="open"), name="one_open_request_a_student")
        ]

    def __str__(self) -> str:
        return f"request of {self.enrolment_id}"


class Change(models.Model):
    """A change of published groups that people are asked about: all of its steps happen together, or none."""

    class Kind(models.TextChoices):
        PLACE = "place", _("a free place is offered")
        SEAT = "seat", _("a late student is seated")
        MOVE = "move", _("somebody moves")
        SWAP = "swap", _("two people swap")
        MERGE = "merge", _("two groups become one")
        PROPOSAL = "proposal", _("a proposal of the matcher")
        MEETING = "meeting", _("another time or facilitator")

    class Status(models.TextChoices):
        ASKED = "asked", _("people are asked")
        DONE = "done", _("done")
        DECLINED = "declined", _("somebody said no")
        EXPIRED = "expired", _("not answered in time")
        OVERTAKEN = "overtaken", _("overtaken by another change")
        CANCELLED = "cancelled", _("cancelled")
        UNDONE = "undone", _("undone")

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="group_changes")
    kind = models.CharField(max_length=8, choices=Kind)
    status = models.CharField(max_length=9, choices=Status, default=Status.ASKED, db_index=True)
    request = models.ForeignKey(GroupRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="changes")
    run = models.ForeignKey(MatchRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="changes")
    # Only of a merger: the group that ends when its members have moved.
    closes = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    # {"before": {"total", "components"}, "after": {...}}: J and its parts, as when it was proposed.
    figures = models.JSONField(default=dict, blank=True)
    # Groups that meet otherwise after it: {group key: {"slot", "facilitator", "language", "was": {the same}}}
    # (matching/meeting_changes.py).
    meetings = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField(default=now)
    asked_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answer_until = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"change {self.pk} ({self.kind})"


class Step(models.Model):
    """One person of a change: from which group (none: from the waitlist) to which, and what they answered."""

    class Answer(models.TextChoices):
        WAITED_FOR = "", _("not answered yet")
        YES = "yes", _("agreed")
        NO = "no", _("said no")
        NOT_ASKED = "not_asked", _("need not be asked")

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="steps")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="steps")
    source = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    target = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="steps_here")
    answer = models.CharField(max_length=9, choices=Answer, blank=True, default=Answer.WAITED_FOR)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "enrolment"], name="one_step_a_person_in_a_change")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} to {self.target_id}"

    @property
    def stays(self) -> bool:
        """Whether the person stays in a group that would meet at another time."""
        return self.source_id is not None and self.source_id == self.target_id


class BoardChange(models.Model):
    """What somebody did by hand on the review board, one row an act; rows are only added (``matching/board_log.py``).

    The newest number is the version of the board. An act that is undone keeps its row and gets a row of its own.
    """

    class Kind(models.TextChoices):
        START = "start", _("drafts were made")
        MOVE = "move", _("moved")
        SWAP = "swap", _("swapped")
        LOCK = "lock", _("locked")
        UNLOCK = "unlock", _("unlocked")
        SESSION = "session", _("time or facilitator changed")
        SUPPORT = "support", _("second facilitator changed")
        NEW = "new", _("group made")
        REMOVE = "remove", _("group removed")
        MERGE = "merge", _("groups merged")
        UNDO = "undo", _("undone")
        REDO = "redo", _("done again")

    class State(models.TextChoices):
        DONE = "done", _("done")
        UNDONE = "undone", _("undone")
        GONE = "gone", _("undone, and something else was done after that")

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="board_changes")
    run = models.ForeignKey(MatchRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="board_changes")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=6, choices=State, default=State.DONE)
    # What was done, in the order it was done, each with before and after (matching/board_steps.py)
    steps = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    # Which hard rules the drafts broke by it, as codes: the person saw them and went on
    broke = models.JSONField(default=list, blank=True)
    of = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(PEOPLE, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
