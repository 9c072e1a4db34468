from django.apps import AppConfig


class FacilitationConfig(AppConfig):
    name = "facilitation"

    def ready(self) -> None:
        from accounts import hooks
        from facilitation.listeners import free_seats

        hooks.left_group.listen(free_seats)
