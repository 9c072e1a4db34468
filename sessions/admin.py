"""The log, the seats and the sessions, to look at. Nobody edits what happened: changes go through services."""

from django.contrib import admin

from accounts.admin import ReadOnly
from sessions.models import DialogueSession, ProcessLease, RoomEvent, Seat


@admin.register(DialogueSession)
class DialogueSessionAdmin(ReadOnly):
    list_display = ("title", "group", "number", "kind", "starts_at", "state")
    list_filter = ("state", "kind")
    search_fields = ("id", "title")
    date_hierarchy = "starts_at"


@admin.register(Seat)
class SeatAdmin(ReadOnly):
    list_display = ("dialogue_session", "number", "role", "user", "country", "removed_at")
    search_fields = ("dialogue_session__id",)
    list_select_related = ("dialogue_session", "user")


@admin.register(RoomEvent)
class RoomEventAdmin(ReadOnly):
    """Figures and ids only; the words of people are not shown here."""

    list_display = ("dialogue_session_id", "seq", "at", "kind", "data")
    list_filter = ("kind",)
    search_fields = ("dialogue_session__id",)
    ordering = ("dialogue_session", "seq")


@admin.register(ProcessLease)
class ProcessLeaseAdmin(ReadOnly):
    list_display = ("process", "started_at", "renewed_at")
