"""Production refuses to start with values that are unsafe; each refusal says what to set."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured


def refuse_unsafe(settings: dict[str, Any]) -> None:
    """Raises ``ImproperlyConfigured`` naming every unsafe value at once."""
    faults = [sentence for unsafe, sentence in checks(settings) if unsafe]
    if faults:
        raise ImproperlyConfigured("Production does not start:\n- " + "\n- ".join(faults))


def checks(settings: dict[str, Any]) -> list[tuple[bool, str]]:
    hosts, many = settings["ALLOWED_HOSTS"], settings["PROCESSES"] > 1
    sqlite = settings["DATABASES"]["default"]["ENGINE"].endswith("sqlite3")
    return [
        (settings["DEBUG"], "DIALOGUE_DEBUG must be off."),
        (len(settings["SECRET_KEY"]) < 50, "DIALOGUE_SECRET_KEY must have 50 or more random characters."),
        (
            not hosts or "*" in hosts,
            "DIALOGUE_ALLOWED_HOSTS must list the host names of this site, never *.",
        ),
        (
            not settings["BASE_URL"].startswith("https://"),
            "DIALOGUE_BASE_URL must be the public https:// address.",
        ),
        (many and not settings["REDIS_URL"], "DIALOGUE_REDIS_URL is needed with more than one process."),
        (many and sqlite, "DIALOGUE_DATABASE_URL must be PostgreSQL with more than one process."),
        (
            not settings["MAILERS"]["default"]["BACKEND"].endswith("smtp.EmailBackend"),
            "DIALOGUE_MAIL_URL must be smtp://...: people sign in by mail.",
        ),
        ("@" not in settings["DEFAULT_FROM_EMAIL"], "DIALOGUE_MAIL_FROM must be a mail address."),
        (
            bool(settings["JANUS"]) and min(len(settings["JANUS_API_SECRET"]), len(settings["JANUS_ADMIN_KEY"])) < 20,
            "DIALOGUE_JANUS_API_SECRET and DIALOGUE_JANUS_ADMIN_KEY must have 20 or more random characters.",
        ),
        (
            bool(settings["TURN_URLS"]) and len(settings["TURN_SECRET"]) < 20,
            "DIALOGUE_TURN_SECRET must have 20 or more random characters, the same as the relay's.",
        ),
        (settings["CLOCK_FACTOR"] != 1, "DIALOGUE_TEST_CLOCK_FACTOR is for tests only."),
    ]
