"""Forms of the exchange designer. They check form, not rules: rules are in services."""

import zoneinfo
from datetime import date
from functools import lru_cache
from typing import Any, cast

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchanges.errors import LanguagesInvalid
from exchanges.facilitators import parse_languages
from exchanges.models import Exchange, Institution, Qualification, WorkloadItem

ROSTER_MOST_BYTES = 10 * 1024 * 1024


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[str, str]]:
    """Zones that people know by a city; old names such as CET or Etc/GMT+3 are left out."""
    places = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    names = sorted(name for name in zoneinfo.available_timezones() if name.startswith(places))
    return [(name, name.replace("_", " ")) for name in [*names, "UTC"]]


def zones_to_choose() -> list[tuple[str, str]]:
    return [("", "---------"), *zone_choices()]


class DayInput(forms.DateInput):
    """The browser's own date picker; always ISO, whatever the language."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class ZoneField(forms.ChoiceField):
    """Nothing is chosen beforehand: the first zone of the list would be right for nobody."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=zones_to_choose, **{"label": _("Time zone")} | kwargs)


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DayInput(), **kwargs)


class LanguagesField(forms.CharField):
    """en:B2; nl:C1 <-> {"en": "B2", "nl": "C1"}."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return "; ".join(f"{code}:{level}" for code, level in sorted(value.items()))
        return value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return parse_languages(text)
        except LanguagesInvalid as refused:
            raise forms.ValidationError(str(refused)) from refused


class LinesField(forms.CharField):
    """One entry a line <-> a list."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class SpansField(LinesField):
    """One span a line, such as "2026-10-12 2026-10-16 Autumn break" <-> [{"first", "last", "title"}]."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            lines = [f"{one['first']} {one['last']} {one.get('title', '')}".strip() for one in value]
            return "\n".join(lines)
        return value

    def clean(self, value: Any) -> Any:
        return [self.span(line) for line in super().clean(value)]

    def span(self, line: str) -> dict[str, str]:
        first, _space, rest = line.partition(" ")
        last, _space, title = rest.strip().partition(" ")
        try:
            if date.fromisoformat(last) < date.fromisoformat(first):
                raise ValueError
        except ValueError as error:
            text = gettext("Write the first day, the last day and a name, such as 2026-10-12 2026-10-16 Break.")
            raise forms.ValidationError(text) from error
        return {"first": first, "last": last, "title": title.strip()}


class ExchangeForm(forms.ModelForm[Exchange]):
    timezone = ZoneField(help_text=_("Groups meet at a fixed time of this zone, also when the clocks change."))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    working_languages = LanguagesField(
        label=_("Working languages and least level"), help_text=_("For example en:B1. Several: en:B1; fr:B2")
    )

    class Meta:
        model = Exchange
        fields = (
            *("title", "summary", "kind", "starts_on", "ends_on", "timezone", "working_languages"),
            *("size_min", "size_max", "target_min", "target_max"),
        )
        labels = {
            "title": _("Title"), "summary": _("What it is about, for students"), "kind": _("Kind of exchange"),
            "size_min": _("Smallest group"), "size_max": _("Largest group"),
            "target_min": _("Best size from"), "target_max": _("Best size to"),
        }  # fmt: skip
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        sizes = [data.get(name) for name in ("size_min", "target_min", "target_max", "size_max")]
        if None not in sizes and sizes != sorted(cast(list[int], sizes)):
            self.add_error("target_min", _("Sizes must grow: smallest, best from, best to, largest."))
        return data


class DesignForm(forms.Form):
    """What ``Exchange.design`` holds."""

    outcomes = LinesField(
        label=_("Learning outcomes"), required=False, help_text=_("One a line; what a student can do afterwards.")
    )
    code_of_conduct = forms.BooleanField(
        label=_("There is a code of conduct that every student reads before the start"), required=False
    )
    shared_syllabus = forms.BooleanField(label=_("The partners share one syllabus"), required=False)
    max_per_class = forms.IntegerField(
        label=_("Most students of one class in a group"), required=False, min_value=1, max_value=20
    )
    holidays = SpansField(
        label=_("Holidays"), required=False, help_text=_("One a line: 2026-10-12 2026-10-16 Autumn break")
    )
    group_work = SpansField(
        label=_("Group work between sessions"), required=False,
        help_text=_("One a line: first day, last day, what the groups do"),
    )  # fmt: skip


class PartForm(forms.Form):
    institution = forms.ModelChoiceField(Institution.objects.order_by("name"), label=_("Institution"))
    seats = forms.IntegerField(label=_("Students it sends"), min_value=0, max_value=10_000)
    educator_name = forms.CharField(label=_("Educator (teacher)"), max_length=200, required=False)
    recognition_route = forms.CharField(
        label=_("How the result is recognised at home"), max_length=300, required=False,
        help_text=_("For example: elective of 3 EC in the minor, decided by the board of examiners."),
    )  # fmt: skip
    awards_credit = forms.BooleanField(label=_("It awards the credits itself"), required=False)


class OwnPartForm(PartForm):
    """The part of an institution that is known already."""

    institution = None  # type: ignore[assignment]


class InstitutionForm(forms.ModelForm[Institution]):
    timezone = ZoneField()

    class Meta:
        model = Institution
        fields = (
            *("name", "country", "timezone", "safeguarding_contact", "erasmus_code", "schac_code"),
            *("hours_per_credit", "credit_label"),
        )
        labels = {
            "name": _("Name"), "country": _("Country"), "erasmus_code": _("Erasmus code"),
            "schac_code": _("SCHAC code"), "hours_per_credit": _("Hours for one credit"),
            "credit_label": _("Name of the credit"),
            "safeguarding_contact": _("Whom to call when somebody is in danger"),
        }  # fmt: skip
        help_texts = {"safeguarding_contact": _("Name and telephone; needed before the exchange can be published.")}

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def free_slug(self) -> str:
        """A short name that is not taken."""
        base = slugify(self.cleaned_data["name"])[:40] or "institution"
        taken = set(Institution.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        return (
            base if base not in taken else next(f"{base}-{n}" for n in range(2, 10_000) if f"{base}-{n}" not in taken)
        )


class AgreementForm(forms.Form):
    title = forms.CharField(label=_("Title of the agreement"), max_length=200)
    reference = forms.CharField(label=_("Reference"), max_length=120, required=False)
    signed_on = DayField(
        label=_("Signed by all partners on"), required=False, help_text=_("Leave it empty as long as one is missing.")
    )
    valid_from = DayField(label=_("Valid from"), required=False)
    valid_until = DayField(label=_("Valid until"), required=False)


class WorkloadForm(forms.Form):
    """Hours for each kind of work, and the credits of the exchange."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in WorkloadItem.Kind.choices:
            self.fields[kind] = forms.DecimalField(
                label=label, min_value=0, max_value=1000, max_digits=5, decimal_places=1, required=False
            )
        self.fields["credits"] = forms.DecimalField(
            label=_("Credits of the exchange"), min_value=0, max_value=30, step_size=0.5,
            max_digits=4, decimal_places=1, help_text=_("In steps of 0.5. Fixed when the exchange starts."),
        )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class RosterForm(forms.Form):
    roster = forms.FileField(
        label=_("List of students"), help_text=_("A csv or xlsx file of at most 10 MB. Nothing is imported yet."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        allow_empty_file=True,  # the importer says it better
    )  # fmt: skip

    def clean_roster(self) -> Any:
        upload = self.cleaned_data["roster"]
        if upload.size > ROSTER_MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 10 MB. Nothing was imported. Split it in parts."))
        return upload


class FacilitatorForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"))
    institution = forms.ModelChoiceField(Institution.objects.order_by("name"), label=_("Institution"), required=False)
    country = forms.CharField(label=_("Country"), min_length=2, max_length=2, help_text=_("ISO 3166 code, such as NL"))
    timezone = ZoneField(initial="Europe/Amsterdam")
    languages = LanguagesField(label=_("Languages and level"), help_text=_("For example en:C1; nl:N"))
    availability = forms.CharField(
        label=_("Free hours of the week"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("On the facilitator's own clock: Mon 12:30-18:00; Tue 09:00-12:00"),
    )  # fmt: skip
    max_groups = forms.IntegerField(label=_("Most groups a week"), min_value=1, max_value=3, initial=1)
    access_skills = forms.CharField(
        label=_("Access skills"), required=False, help_text=_("For example captions; sign language"), max_length=200
    )
    level = forms.ChoiceField(label=_("Qualification"), choices=Qualification.Level.choices, initial="F2")
    issuer = forms.CharField(label=_("Issued by"), max_length=200)
    issued_on = DayField(label=_("Issued on"))
    valid_until = DayField(label=_("Valid until"), required=False, help_text=_("Empty: 24 months."))

    def offer(self) -> dict[str, Any]:
        names = "name email institution country timezone languages availability max_groups".split()  # noqa: SIM905
        skills = [word.strip() for word in self.cleaned_data["access_skills"].split(";") if word.strip()]
        return {name: self.cleaned_data[name] for name in names} | {"access_skills": skills}

    def qualification(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("level", "issuer", "issued_on", "valid_until")}


class QualificationForm(forms.Form):
    level = forms.ChoiceField(label=_("Qualification"), choices=Qualification.Level.choices, initial="F2")
    issuer = forms.CharField(label=_("Issued by"), max_length=200)
    issued_on = DayField(label=_("Issued on"))
    valid_until = DayField(label=_("Valid until"), required=False, help_text=_("Empty: 24 months."))
    evidence = forms.CharField(label=_("Evidence"), max_length=300, required=False)
