"""People, the links they sign in with, what they agreed to, and the mail that goes out."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normal_email(username or ""))


def normal_email(email: str) -> str:
    """Mail addresses are compared in lower case and without spaces around them."""
    return email.strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The name is one field plus how to say it: no first and last."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    name_spoken = models.CharField(_("how to say it"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=now)
    # Part of every sign-in's hash: one more ends all of them (sign-out everywhere).
    sign_in_epoch = models.PositiveIntegerField(default=0)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        base: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        return f"{base}{self.sign_in_epoch}"


class SignInLink(models.Model):
    """A mailed link: single use, short-lived.

    Only the hash of its token is kept. The mail needs the token again when it is really sent, so the token is made
    from ``seed`` and the secret key (accounts/links.py): neither the table nor the key alone opens anything.
    """

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("sign in")
        INVITATION = "invitation", _("invitation")

    token_hash = models.CharField(max_length=64, unique=True)
    seed = models.CharField(max_length=32, default="")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    purpose = models.CharField(max_length=12, choices=Purpose)
    next_path = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id}"


class Attempt(models.Model):
    """One counted try (sign-in, link request); the rate limits count these, in every process alike."""

    key = models.CharField(max_length=120)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "at"])]

    def __str__(self) -> str:
        return self.key


class OutboxMail(models.Model):
    """A mail to send exactly once: the key is what it is about, so that asking twice sends once."""

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    language = models.CharField(max_length=10, default="en")
    subject = models.CharField(max_length=300)
    body = models.TextField()
    # [{"name": "session.ics", "media_type": "text/calendar", "text": "..."}]
    attachments = models.JSONField(default=list, blank=True)
    # Its address takes the place of the mark in the body at the moment of sending; a dead link is never sent.
    link = models.ForeignKey(SignInLink, null=True, blank=True, on_delete=models.CASCADE, related_name="mails")
    # Asked for by the reader just now (sign-in link): goes out at night too.
    at_any_hour = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)
    send_after = models.DateTimeField(default=now)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.key


class Consent(models.Model):
    """What a person agreed to or refused, by purpose and scope; the newest row of both holds."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    # What it holds for, such as "exchange:7"; empty: everywhere (accounts/consents.py).
    scope = models.CharField(max_length=80, default="", db_default="", blank=True)
    granted = models.BooleanField()
    text_version = models.CharField(max_length=20)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.purpose}: {self.granted}"


class AuditEntry(models.Model):
    """Who did what to which thing, for acts that a person may have to answer for."""

    at = models.DateTimeField(default=now)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    verb = models.CharField(max_length=60)
    about = models.CharField(max_length=120)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["about", "at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.about}"
