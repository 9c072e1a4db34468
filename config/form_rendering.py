"""Forms look like the rest: our field template around Django's own widgets."""

from typing import Any

from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import TemplateDoesNotExist


class PageRenderer(TemplatesSetting):
    """Our templates first (templates/forms/), Django's widget templates for the rest. See `FORM_RENDERER`."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name: str) -> Any:
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return DjangoTemplates().get_template(template_name)
