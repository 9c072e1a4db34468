"""Scheduled sessions, seats, and the log of the room. ``log.py`` alone writes RoomEvent and RoomText."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from exchanges.models import Exchange
from matching.models import Group

PEOPLE = settings.AUTH_USER_MODEL


class DialogueSession(models.Model):
    """One meeting of a group. Wall time and zone are the plan; ``starts_at`` (UTC) follows from them."""

    class Kind(models.TextChoices):
        SESSION = "session", _("session")
        REHEARSAL = "rehearsal", _("rehearsal")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("scheduled")
        LOBBY = "lobby", _("lobby")
        LIVE = "live", _("live")
        LANDED = "landed", _("closing")
        ENDED = "ended", _("ended")
        EVIDENCE_CLOSED = "evidence_closed", _("evidence closed")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exchange = models.ForeignKey(Exchange, null=True, blank=True, on_delete=models.CASCADE, related_name="sessions")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SESSION)
    wall_date = models.DateField()
    wall_time = models.TimeField()
    zone = models.CharField(max_length=64)
    starts_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField(default=120)
    # What the log says, kept beside it for lists; the log is the truth.
    state = models.CharField(max_length=16, choices=State, default=State.SCHEDULED, db_index=True)
    went_live_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    phase = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("place of the phase that runs, from 0"))
    unled_since = models.DateTimeField(null=True, blank=True, help_text=_("live and without a facilitator since"))
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["starts_at"]

    def __str__(self) -> str:
        return self.title


class Seat(models.Model):
    """Who may enter a session, and in which role. The log knows the number only."""

    class Role(models.TextChoices):
        STUDENT = "student", _("student")
        LEAD = "lead", _("lead facilitator")
        SUPPORT = "support", _("support facilitator")
        CAPTIONER = "captioner", _("captioner")
        INTERPRETER = "interpreter", _("interpreter")
        OBSERVER = "observer", _("observer")

    dialogue_session = models.ForeignKey(DialogueSession, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    user = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.SET_NULL, related_name="seats")
    role = models.CharField(max_length=12, choices=Role, default=Role.STUDENT)
    name = models.CharField(max_length=200, blank=True, help_text=_("for a seat without an account"))
    country = models.CharField(max_length=2, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    # "Do not measure me", said in the room: of this session nothing is kept. Read by sessions/talk alone.
    unmeasured = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dialogue_session", "number"], name="seat_numbers_differ"),
            models.UniqueConstraint(fields=["dialogue_session", "user"], name="one_seat_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.dialogue_session_id}#{self.number}"


class RowId(models.BigAutoField):  # type: ignore[type-arg]  # no generic at run time
    """Without AUTOINCREMENT on SQLite: a counter kept in a table is a page more to write for every command.

    It would keep the number of a deleted last row from being given again, which nobody ever asks for here.
    """

    def db_type_suffix(self, connection: BaseDatabaseWrapper) -> str | None:
        return None if connection.vendor == "sqlite" else super().db_type_suffix(connection)


class RoomEvent(models.Model):
    """One event of a room. Only ids and figures: words are in RoomText and can be erased."""

    # No index of its own: the unique keys begin with it, and each index is a page more to write for every command.
    id = RowId(primary_key=True)
    dialogue_session = models.ForeignKey(
        DialogueSession, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    seq = models.PositiveIntegerField()
    at = models.FloatField(help_text=_("server time, seconds since 1970, UTC"))
    kind = models.CharField(max_length=40)
    data = models.TextField()
    # seat:device:id of the command that caused it, and a digest of that command: makes it happen once.
    command = models.CharField(max_length=120, null=True)
    digest = models.CharField(max_length=16, blank=True)
    # SHA-256 over the hash before and this row: a changed or missing row shows.
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dialogue_session", "seq"], name="one_event_per_seq"),
            models.UniqueConstraint(fields=["dialogue_session", "command"], name="a_command_happens_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dialogue_session_id}@{self.seq} {self.kind}"


class RoomText(models.Model):
    """The words of an event: a chat line, a note, a reason. Erasable; the log never depends on them."""

    # No index of its own, none by audience: the few thousand lines of a session are found by its unique key.
    id = RowId(primary_key=True)
    dialogue_session = models.ForeignKey(
        DialogueSession, on_delete=models.CASCADE, related_name="texts", db_index=False
    )
    seq = models.PositiveIntegerField()
    audience = models.CharField(max_length=40)
    n = models.PositiveIntegerField()
    seat = models.PositiveSmallIntegerField()
    at = models.FloatField()
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dialogue_session", "seq"], name="one_text_per_event")]

    def __str__(self) -> str:
        return f"{self.dialogue_session_id} {self.audience} {self.n}"


class ProcessLease(models.Model):
    """A server process that holds sockets says here that it lives; who is silent is closed by the others."""

    process = models.CharField(max_length=40, primary_key=True)
    started_at = models.FloatField()
    renewed_at = models.FloatField()

    def __str__(self) -> str:
        return self.process


class ConnectionSign(models.Model):
    """The last sign of life of an open connection, written in batches at most every 15 s."""

    connection = models.CharField(max_length=40, primary_key=True)
    dialogue_session = models.ForeignKey(DialogueSession, on_delete=models.CASCADE, related_name="signs")
    # ``db_default``: processes of the version before, which do not know the column, write rows during an update.
    seat = models.PositiveSmallIntegerField(default=0, db_default=0)
    process = models.CharField(max_length=40, db_index=True)
    last_sign_at = models.FloatField()

    def __str__(self) -> str:
        return self.connection


class UsedTicket(models.Model):
    """A one-use ticket that was used; rows older than the longest ticket life may go."""

    nonce = models.CharField(max_length=40, primary_key=True)
    used_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.nonce


class TalkMethod(models.TextChoices):
    """Who measured: the people who heard it; the media server by its own levels, a check; the server, by decoding the
    sound, where a site asks for that."""

    WITNESSES = "witnesses", _("by those who heard it")
    SERVER = "server", _("by the media server")
    DECODED = "decoded", _("by the server, from the sound")


class TalkSegment(models.Model):
    """One stretch of talk; slot n begins n / 10 seconds after 1970. Deleted after 14 days (sessions/talk)."""

    dialogue_session = models.ForeignKey(
        DialogueSession, on_delete=models.CASCADE, related_name="talk_segments", db_index=False
    )
    seat = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10, choices=TalkMethod, default=TalkMethod.WITNESSES)
    first_slot = models.PositiveBigIntegerField()
    end_slot = models.PositiveBigIntegerField(db_index=True)
    single_slots = models.PositiveIntegerField(default=0, help_text=_("slots that rest on one witness"))
    disputed_slots = models.PositiveIntegerField(default=0, help_text=_("slots in which a witness stood apart"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dialogue_session", "seat", "method", "first_slot"], name="one_segment_per_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dialogue_session_id}#{self.seat} {self.first_slot}"


class TalkFigure(models.Model):
    """How long somebody spoke in a session, with method, coverage and doubts; in slots of 100 ms. Never evidence.

    ``settled_slot``: what happened before it is in the figure, once.
    """

    dialogue_session = models.ForeignKey(
        DialogueSession, on_delete=models.CASCADE, related_name="talk_figures", db_index=False
    )
    seat = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10, choices=TalkMethod, default=TalkMethod.WITNESSES)
    version = models.PositiveSmallIntegerField(help_text=_("of the method"))
    settled_slot = models.PositiveBigIntegerField()
    talk_slots = models.PositiveIntegerField(default=0)
    covered_slots = models.PositiveIntegerField(default=0, help_text=_("microphone on, and somebody had the sound"))
    single_slots = models.PositiveIntegerField(default=0)
    disputed_slots = models.PositiveIntegerField(default=0)
    unmuted_slots = models.PositiveIntegerField(default=0, help_text=_("inside with the microphone on"))
    inside_slots = models.PositiveIntegerField(default=0)
    witnesses = models.PositiveSmallIntegerField(default=0, help_text=_("different people who heard this one"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dialogue_session", "seat", "method"], name="one_talk_figure_per_seat")
        ]

    def __str__(self) -> str:
        return f"{self.dialogue_session_id}#{self.seat} {self.method}"


class DeviceCheck(models.Model):
    """The newest result of a person's own check before a session, in two words (``device_checks.py``)."""

    class Carries(models.TextChoices):
        VIDEO = "video", _("sound and pictures")
        AUDIO = "audio", _("sound")
        TEXT = "text", _("writing")

    class Trouble(models.TextChoices):
        BROWSER = "browser", _("browser")
        CONNECTION = "connection", _("connection")
        MICROPHONE = "microphone", _("microphone")
        CAMERA = "camera", _("camera")
        SPEAKER = "speaker", _("speaker")

    user = models.OneToOneField(PEOPLE, primary_key=True, on_delete=models.CASCADE, related_name="device_check")
    checked_at = models.DateTimeField(db_index=True)
    carries = models.CharField(max_length=5, choices=Carries)
    trouble = models.CharField(max_length=10, choices=Trouble, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.trouble or 'ready'}"
