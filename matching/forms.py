"""The form that starts a match run: how long, from which seed, and what matters how much."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from matching.weights import MIX, PARTS, kept, points_of, shares_of

POINTS_MOST = 1000


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

    def __init__(self, *args: Any, weights: Mapping[str, float] | None = None, **kwargs: Any) -> None:
        """``weights``: the shares to start from, those of the run before."""
        super().__init__(*args, **kwargs)
        points = points_of(weights or {})
        words = {name: (label, meaning) for name, (label, meaning) in PARTS.items()}
        words |= {name: (label, "") for name, label in MIX.items()}
        for name, (label, meaning) in words.items():
            self.fields[name] = points_field(label, meaning, points[name])
        self.started_from = kept(weights or {})
        # A post of a seed alone (an old page, a script) takes the weights as they are; one that names any names all.
        self.names_weights = any(name in self.data for name in words)
        for name in () if self.names_weights or not self.is_bound else words:
            self.fields[name].required = False

    def parts_of_quality(self) -> Iterator[BoundField]:
        return (self[name] for name in PARTS)

    def shares_of_mix(self) -> Iterator[BoundField]:
        return (self[name] for name in MIX)

    @property
    def mix_has_errors(self) -> bool:
        return any(name in self.errors for name in MIX)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for names in (PARTS, MIX):
            there = [cleaned.get(name) for name in names]
            if self.names_weights and None not in there and not any(there):
                self.add_error(
                    next(iter(names)),
                    _("At least one of these must be more than 0. Nothing was started; your numbers are still here."),
                )
        return cleaned

    def weights(self) -> dict[str, float]:
        """The shares of a valid form."""
        if not self.names_weights:
            return self.started_from
        return shares_of({name: float(self.cleaned_data[name]) for name in (*PARTS, *MIX)})


def points_field(label: Any, meaning: Any, points: float) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        help_text=meaning,
        min_value=0,
        max_value=POINTS_MOST,
        initial=points,
        # A slider is set beside it by static/js/matching/weights.js; without the script the number does.
        widget=forms.NumberInput(attrs={"class": "input", "step": "any", "inputmode": "decimal", "data-points": ""}),
        error_messages={
            "invalid": _("Write a number, such as 20. Nothing was started."),
            "required": _("Write a number; 0 means that it does not matter. Nothing was started."),
            "min_value": _("A number below 0 has no meaning here; 0 means that it does not matter."),
            "max_value": _("Write a number up to %(limit_value)s; only how they compare counts."),
        },
    )
