from django.apps import AppConfig


class DialogueSessionsConfig(AppConfig):
    """Label ``dialogue_sessions``: Django has its own ``sessions``. Use the label in every command and key."""

    name = "sessions"
    label = "dialogue_sessions"

    def ready(self) -> None:
        from accounts import hooks
        from sessions import kicks

        hooks.signed_out.listen(kicks.close_sockets)
        hooks.deactivated.listen(kicks.close_sockets)
