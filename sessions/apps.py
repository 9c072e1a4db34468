from django.apps import AppConfig


class DialogueSessionsConfig(AppConfig):
    """Label ``dialogue_sessions``: Django has its own ``sessions``. Use the label in every command and key."""

    name = "sessions"
    label = "dialogue_sessions"

    def ready(self) -> None:
        from accounts import consents, hooks, own_data
        from sessions import device_checks, ground_rules, kicks, own_words

        hooks.signed_out.listen(kicks.close_sockets)
        hooks.deactivated.listen(kicks.close_sockets)
        hooks.deactivated.listen(device_checks.forget)
        hooks.sign_in_ended.listen(kicks.close_sign_in)
        own_data.add(own_words.PART)
        for purpose in ground_rules.PURPOSES:
            consents.register(purpose)
        consents.SCOPE_TITLES.update(exchange=ground_rules.title_of_exchange, rooms=ground_rules.title_of_rooms)
