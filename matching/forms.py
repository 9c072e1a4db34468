"""The form that starts a match run."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StartForm(forms.Form):
    seconds = forms.ChoiceField(
        label=_("How long may it search?"),
        choices=[("5", _("5 seconds")), ("20", _("20 seconds")), ("60", _("1 minute")), ("300", _("5 minutes"))],
        initial="20",
        help_text=_("Valid groups are found first; the rest of the time makes them better."),
    )
    seed = forms.IntegerField(
        label=_("Seed"), min_value=0, max_value=2**31 - 1, initial=1,
        help_text=_("The same people, rules and seed give the same groups. Another seed gives another answer."),
    )  # fmt: skip
