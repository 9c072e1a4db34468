from django.apps import AppConfig


class FacilitationConfig(AppConfig):
    name = "facilitation"

    def ready(self) -> None:
        from accounts import hooks, own_data
        from facilitation import incident_own_words, listeners

        hooks.left_group.listen(listeners.free_seats)
        hooks.care_needed.listen(listeners.gather_incidents)
        own_data.add(incident_own_words.PART)
