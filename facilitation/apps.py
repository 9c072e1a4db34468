from django.apps import AppConfig


class FacilitationConfig(AppConfig):
    name = "facilitation"

    def ready(self) -> None:
        from accounts import hooks, own_data
        from facilitation import incident_own_words, listeners

        hooks.left_group.listen(listeners.free_seats)
        hooks.joined_group.listen(listeners.seat_who_joined)
        hooks.group_opened.listen(listeners.open_added_group)
        hooks.group_closed.listen(listeners.end_group)
        hooks.group_reopened.listen(listeners.reopen_group)
        hooks.meeting_changed.listen(listeners.meet_anew)
        hooks.care_needed.listen(listeners.gather_incidents)
        own_data.add(incident_own_words.PART)
