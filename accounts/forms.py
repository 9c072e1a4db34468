"""Forms of the sign-in pages and of one's own account."""

import zoneinfo
from functools import lru_cache
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User

# The regions people live in; the rest of the list are aliases such as "US/Pacific" and "EST5EDT".
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


class LinkForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The address your university knows, or the one your invitation came to."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class PasswordForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,  # characters; longer ones only cost hashing time
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class DetailsForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As the others see it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    name_spoken = forms.CharField(
        label=_("How to say it"),
        max_length=200,
        required=False,
        help_text=_("In your own spelling, such as “shoo-KREE-yeh”. Your facilitator and your group see it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of pages and mail"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data, initial=details_of(user))
        zones = self.fields["timezone"]
        assert isinstance(zones, forms.ChoiceField)
        zones.choices = with_own(zone_choices(), user.timezone)


def details_of(user: User) -> dict[str, str]:
    language = user.language or settings.LANGUAGE_CODE
    return {
        "name": user.name,
        "name_spoken": user.name_spoken,
        "language": language,
        "timezone": user.timezone or "UTC",
    }


@lru_cache(maxsize=1)
def zone_choices() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Zones by region: ("Europe", (("Europe/Amsterdam", "Amsterdam"), ...)), and UTC."""
    names = sorted(name for name in zoneinfo.available_timezones() if name.split("/")[0] in REGIONS and "/" in name)
    regions = [(region, tuple((name, city(name)) for name in group)) for region, group in groupby(names, region_of)]
    return (*regions, ("UTC", (("UTC", "UTC"),)))


def region_of(name: str) -> str:
    return name.split("/")[0]


def city(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


def with_own(choices: Any, own: str) -> list[Any]:
    """Keeps the zone a person has, even when it is an alias that the list leaves out."""
    offered = {name for _region, zones in choices for name, _label in zones}
    return [*choices, (own, ((own, own),))] if own and own not in offered else list(choices)
