from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "exchanges"

    def ready(self) -> None:
        from accounts import own_data
        from exchanges import own_words

        own_data.add(own_words.PART)
