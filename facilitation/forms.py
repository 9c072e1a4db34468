"""The series of an exchange: one row a session, with the plan it follows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.services import SeriesRow
from facilitation import queries


class SessionForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    week = forms.IntegerField(label=_("Week"), min_value=1, max_value=53)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=240, initial=120)
    plan = forms.ChoiceField(label=_("Plan"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan: Any = self.fields["plan"]
        plan.choices = [(one.slug, one.title) for one in queries.plans()]
        plan.initial = plan.choices[0][0] if plan.choices else None  # so that an untouched empty row is left out

    def row(self) -> SeriesRow:
        data = self.cleaned_data
        return SeriesRow(data["title"], data["week"], data["minutes"], data["plan"])


SeriesFormSet = forms.formset_factory(SessionForm, extra=2, can_delete=True, max_num=30)


def series_rows(form_set: forms.BaseFormSet[SessionForm]) -> list[SeriesRow]:
    """The filled rows that stay, by week."""
    kept = [form for form in form_set.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return sorted((form.row() for form in kept), key=lambda row: row.week)
