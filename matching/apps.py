from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from accounts import hooks, own_data
        from matching import own_words
        from matching.changes import drop_person
        from matching.services import end_membership

        hooks.withdrawn.listen(end_membership)
        hooks.withdrawn.listen(drop_person)
        own_data.add(own_words.PART)
