"""The administration of people. What was said or sent is read here, never changed."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.access import signed_in
from accounts.errors import NotAllowed
from accounts.models import AuditEntry, OutboxMail, User
from accounts.views import sign_out


def own_sign_in(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """The administration has no door of its own: Django's would count no tries."""
    if request.user.is_authenticated:
        raise NotAllowed
    path = request.GET.get("next", "") or resolve_url("admin:index")
    return redirect_to_login(path, resolve_url("accounts:password"))


own_sign_in.login_required = False  # type: ignore[attr-defined]
admin.site.login = own_sign_in  # type: ignore[method-assign]


def own_sign_out(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """As on our own pages: the open rooms of this browser are told."""
    return sign_out(request)


admin.site.logout = own_sign_out  # type: ignore[method-assign, assignment]


class PersonPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A password set here ends all sign-ins of the person, like one that the person sets."""

    def save(self, commit: bool = True) -> User:
        takes_away = self.cleaned_data.get("set_usable_password") is False
        person: User = self.user
        services.change_password(person, None if takes_away else self.cleaned_data["password1"])
        return person


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    readonly_fields = ("is_active", "joined_at", "last_login", "sign_in_epoch")
    add_form = AdminUserCreationForm
    change_password_form = PersonPasswordForm
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": ("name", "name_spoken", "language", "timezone")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("joined_at", "last_login", "sign_in_epoch")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    actions = ("close", "reopen", "end_sign_ins")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a person is closed or erased by a service, never torn out of the evidence

    @admin.action(description=_("Close the account"))
    def close(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            services.deactivate(person, signed_in(request))

    @admin.action(description=_("Open the account again"))
    def reopen(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            services.reactivate(person, signed_in(request))

    @admin.action(description=_("Sign out everywhere"))
    def end_sign_ins(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            services.sign_out_everywhere(person, signed_in(request))


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ("at", "actor", "verb", "about")
    list_filter = ("verb",)
    search_fields = ("about",)
    date_hierarchy = "at"


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnly):
    """State of the mails; their words are for the reader."""

    list_display = ("key", "to", "subject", "send_after", "tries", "sent_at", "failed_at", "last_error")
    list_filter = ("sent_at", "failed_at")
    search_fields = ("key", "to")
    exclude = ("body", "attachments", "link")
