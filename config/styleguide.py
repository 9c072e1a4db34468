"""The living page of the design system, with made-up people; mounted in debug only."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from config.styleguide_room import room_context


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Your name"), help_text=_("As your group should see it."), max_length=80)
    email = forms.EmailField(label=_("E-mail"))
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=[("Europe/Amsterdam", "Europe/Amsterdam"), ("Africa/Tunis", "Africa/Tunis")]
    )
    language = forms.ChoiceField(
        label=_("Language of the group"), choices=[("en", _("English")), ("nl", _("Dutch"))], widget=forms.RadioSelect
    )
    about = forms.CharField(label=_("What helps you to take part?"), widget=forms.Textarea, required=False)
    roster = forms.FileField(label=_("List of students"), help_text=_("A csv or xlsx file of at most 10 MB."))
    agrees = forms.BooleanField(
        label=_("I agree to the ground rules"), help_text=_("You can read them again in every session.")
    )


STRIP = [
    {"start": 0, "end": 41, "kind": "present", "label": "17:00-17:41"},
    {"start": 41, "end": 43, "kind": "bridged", "label": "17:41-17:43"},
    {"start": 43, "end": 60, "kind": "present", "label": "17:43-18:00"},
    {"start": 60, "end": 66, "kind": "break", "label": "18:00-18:06"},
    {"start": 66, "end": 74, "kind": "present", "label": "18:06-18:14"},
    {"start": 74, "end": 82, "kind": "gap", "label": "18:14-18:22"},
    {"start": 82, "end": 88, "kind": "outage", "label": "18:22-18:28"},
    {"start": 88, "end": 120, "kind": "present", "label": "18:28-19:00"},
]
HEAT = [
    ("Amira Ben Salah", [100, 96, 88, 100, 92, 100]),
    ("Jonas de Wit", [100, 42, 100, 0, 81, 100]),
    ("ليلى حداد", [None, 76, 100, 58, 100, 12]),
]
COLOURS = (
    "sunken paper surface raised line line-strong accent accent-tint warm warm-tint good good-tint bad bad-tint deep"
)


@method_decorator(login_not_required, name="dispatch")
class StyleguideView(TemplateView):
    template_name = "styleguide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bound = SampleForm(data={"b-name": "Amira", "b-email": "amira@", "b-zone": "Africa/Tunis"}, prefix="b")
        return super().get_context_data(
            form=SampleForm(), bound=bound, strip=STRIP, heat_rows=HEAT, colours=COLOURS.split(), **kwargs
        )


@method_decorator(login_not_required, name="dispatch")
class StyleguideRoomView(TemplateView):
    """`?state=` a room state (see docs/explanation/design-system.md), `?role=lead` for the facilitator's room."""

    template_name = "styleguide_room.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET
        return super().get_context_data(**room_context(query), **kwargs)
