from django.apps import AppConfig


class DialogueSessionsConfig(AppConfig):
    """Label ``dialogue_sessions``: Django has its own ``sessions``. Use the label in every command and key."""

    name = "sessions"
    label = "dialogue_sessions"

    def ready(self) -> None:
        from accounts import hooks, own_data
        from sessions import kicks, own_words

        hooks.signed_out.listen(kicks.close_sockets)
        hooks.deactivated.listen(kicks.close_sockets)
        own_data.add(own_words.PART)
