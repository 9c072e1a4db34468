"""Institutions, agreements, exchanges, and the people enrolled in them."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

PEOPLE = settings.AUTH_USER_MODEL


class Institution(models.Model):
    """A university. An institution outside the EU has no ERASMUS code: never required."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, help_text=_("ISO 3166 code, such as NL"))
    timezone = models.CharField(max_length=64)
    schac_code = models.CharField(max_length=120, blank=True)
    erasmus_code = models.CharField(max_length=20, blank=True)
    languages = models.JSONField(default=list, blank=True)
    credit_label = models.CharField(max_length=20, default="ECTS")
    hours_per_credit = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal(28))
    safeguarding_contact = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """What partner institutions agreed; an exchange cannot start without a signed one (TEP)."""

    title = models.CharField(max_length=200)
    parties = models.ManyToManyField(Institution, related_name="agreements")
    reference = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class Exchange(models.Model):
    class Kind(models.TextChoices):
        TEP = "tep", _("transnational exchange project (TEP)")
        CONNECT = "connect", _("facilitated dialogue")
        COURSE = "course", _("dialogue course")
        COIL = "coil", _("COIL module")
        TASTER = "taster", _("taster")
        ONLINE_COURSE = "online_course", _("online course (not a virtual exchange)")

    class Status(models.TextChoices):
        DESIGN = "design", _("in design")
        PUBLISHED = "published", _("published")
        RUNNING = "running", _("running")
        CLOSED = "closed", _("closed")

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.TEP)
    status = models.CharField(max_length=12, choices=Status, default=Status.DESIGN)
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT)
    institutions: "models.ManyToManyField[Institution, Participation]" = models.ManyToManyField(
        Institution, through="Participation"
    )
    timezone = models.CharField(max_length=64, default="Europe/Amsterdam")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    credits = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal(0))
    working_languages = models.JSONField(default=dict, blank=True, help_text='{"en": "B2"}')
    size_min = models.PositiveSmallIntegerField(default=4)
    size_max = models.PositiveSmallIntegerField(default=10)
    target_min = models.PositiveSmallIntegerField(default=6)
    target_max = models.PositiveSmallIntegerField(default=8)
    session_minutes = models.PositiveSmallIntegerField(default=120)
    # Further figures of the design (outcomes, mode shares, code of conduct, ...): exchanges/design.py.
    design = models.JSONField(default=dict, blank=True)
    # {"C3:video_not_offered": "why this is right here"}: remarks accepted with a reason, shown on the report.
    accepted_remarks = models.JSONField(default=dict, blank=True)
    # [[enrolment id, enrolment id], ...]
    keep_together = models.JSONField(default=list, blank=True)
    keep_apart = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.title


class Participation(models.Model):
    """An institution's part in an exchange: seats, its educator, and the route of recognition at home."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="participations")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="participations")
    educator_name = models.CharField(max_length=200, blank=True)
    seats = models.PositiveIntegerField(default=0)
    recognition_route = models.CharField(max_length=300, blank=True)
    awards_credit = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exchange", "institution"], name="one_part_per_institution")
        ]

    def __str__(self) -> str:
        return f"{self.exchange_id}: {self.institution_id}"


class SeriesSession(models.Model):
    """One planned meeting of every group; its plan is named by slug and resolved by facilitation."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="series")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    week = models.PositiveSmallIntegerField(help_text=_("week of the exchange, from 1"))
    minutes = models.PositiveSmallIntegerField(default=120)
    plan = models.SlugField(default="opening")
    tags = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["exchange", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["exchange", "number"], name="one_session_per_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class WorkloadItem(models.Model):
    """Planned hours of one kind of work; credits follow from the sum, fixed before the start."""

    class Kind(models.TextChoices):
        LIVE = "live", _("live sessions")
        PREPARATION = "preparation", _("preparation")
        ASYNCHRONOUS = "asynchronous", _("tasks between sessions")
        REFLECTION = "reflection", _("reflections")
        ASSIGNMENT = "assignment", _("assignment")
        EXAM = "exam", _("exam")

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="workload")
    kind = models.CharField(max_length=12, choices=Kind)
    hours = models.DecimalField(max_digits=5, decimal_places=1)

    def __str__(self) -> str:
        return f"{self.kind}: {self.hours} h"


class ExchangeRole(models.Model):
    """Who coordinates or teaches in an exchange; students and facilitators have their own tables."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("coordinator")
        EDUCATOR = "educator", _("educator")

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(PEOPLE, on_delete=models.CASCADE, related_name="exchange_roles")
    role = models.CharField(max_length=12, choices=Role)
    institution = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["exchange", "user", "role"], name="one_role_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.exchange_id}"


class ImportRun(models.Model):
    """One import of a roster, with its report; undo takes back what it made and nobody has used since."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(PEOPLE, null=True, on_delete=models.SET_NULL, related_name="+")
    report = models.JSONField(default=dict)
    # What undo needs: {"created_users": [...], "created_enrolments": [...], "changed": [[model, id, {before}]]}
    made = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.file_name


class Enrolment(models.Model):
    """A student in an exchange."""

    class Status(models.TextChoices):
        IMPORTED = "imported", _("imported")
        INVITED = "invited", _("invited")
        ACTIVE = "active", _("active")
        WITHDRAWN = "withdrawn", _("withdrawn")

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="enrolments")
    user = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="enrolments")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="enrolments")
    student_number = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.IMPORTED)
    import_run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["exchange", "user"], name="one_enrolment_per_person")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.exchange_id}"


class Profile(models.Model):
    """What the matcher may know of a student; formats as in docs/reference/group-files.md."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="profile")
    country = models.CharField(max_length=2)
    timezone = models.CharField(max_length=64)
    born_on = models.DateField(null=True, blank=True)
    first_languages = models.JSONField(default=list)
    work_languages = models.JSONField(default=dict)
    discipline = models.CharField(max_length=60, blank=True)
    gender = models.CharField(max_length=1, blank=True)
    availability = models.TextField(blank=True)
    experience = models.PositiveSmallIntegerField(default=0)
    topics = models.JSONField(default=list, blank=True)
    access_needs = models.JSONField(default=list, blank=True)
    dropout_risk = models.FloatField(default=0.1)

    def __str__(self) -> str:
        return f"profile of {self.enrolment_id}"


class Facilitator(models.Model):
    """A facilitator's offer in an exchange: when, in which languages, how many groups."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="facilitators")
    user = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="facilitations")
    institution = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.SET_NULL)
    country = models.CharField(max_length=2)
    timezone = models.CharField(max_length=64)
    languages = models.JSONField(default=dict)
    availability = models.TextField(blank=True)
    max_groups = models.PositiveSmallIntegerField(default=1)
    access_skills = models.JSONField(default=list, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["exchange", "user"], name="one_offer_per_facilitator")]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.exchange_id}"


class Qualification(models.Model):
    """F0 observer, F1 trainee (support only), F2 qualified (may lead), F3 senior; 24 months."""

    class Level(models.TextChoices):
        F0 = "F0", _("F0 observer")
        F1 = "F1", _("F1 trainee")
        F2 = "F2", _("F2 qualified")
        F3 = "F3", _("F3 senior")

    user = models.ForeignKey(PEOPLE, on_delete=models.CASCADE, related_name="qualifications")
    level = models.CharField(max_length=2, choices=Level)
    issuer = models.CharField(max_length=200)
    evidence = models.CharField(max_length=300, blank=True)
    issued_on = models.DateField()
    valid_until = models.DateField()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.level}"
