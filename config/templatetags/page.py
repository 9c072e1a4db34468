"""Tags for pages (filled by the design system)."""

from django import template

register = template.Library()
