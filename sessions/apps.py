from django.apps import AppConfig


class DialogueSessionsConfig(AppConfig):
    """Label ``dialogue_sessions``: Django has its own ``sessions``. Use the label in every command and key."""

    name = "sessions"
    label = "dialogue_sessions"
