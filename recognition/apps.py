from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "recognition"

    def ready(self) -> None:
        from accounts import hooks
        from recognition.listeners import freeze

        hooks.exchange_started.listen(freeze)
