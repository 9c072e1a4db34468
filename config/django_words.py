"""Texts of Django that our pages show and that our catalogues say in their own way (in Dutch: "je", never "u").

They stand here only so that they are collected; Django looks in our catalogues first.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

SHOWN = (
    gettext_noop("- Select an option -"),
    gettext_noop("Your old password was entered incorrectly. Please enter it again."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
    gettext_noop("Your password can’t be too similar to your other personal information."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
)
