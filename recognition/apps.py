from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "recognition"

    def ready(self) -> None:
        from accounts import hooks, own_data
        from recognition import own_words
        from recognition.listeners import freeze

        hooks.exchange_started.listen(freeze)
        own_data.add(own_words.PART)
