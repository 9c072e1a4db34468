"""Access needs and skills in words. Health data: only these codes are kept (`exchanges/roster/details.py`)."""

from django.utils.translation import gettext_lazy as _

NEEDS = {
    "breaks": _("extra breaks"),
    "captions": _("captions"),
    "keyboard_only": _("keyboard only"),
    "low_bandwidth": _("a slow connection"),
    "screen_reader": _("a screen reader"),
    "sign_language": _("sign language"),
}


def need_words(code: str) -> str:
    """In the language that is active; an unknown code stays as it is."""
    return str(NEEDS.get(code, code))
