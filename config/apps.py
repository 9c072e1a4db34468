from django.apps import AppConfig


class ProductConfig(AppConfig):
    """Floor 6: commands and pages that join the floors below (serve, demo, home)."""

    name = "config"
    label = "product"
