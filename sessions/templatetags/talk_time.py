"""The own mirror on pages of higher floors, which read nothing of talk time themselves."""

from typing import Any
from uuid import UUID

from django import template
from django.template import Context

from sessions.talk.mirror import mirrors_of

register = template.Library()


@register.inclusion_tag("dialogue_sessions/own_talk.html", takes_context=True)
def own_talk(context: Context, session_id: UUID) -> dict[str, Any]:
    """Of the reader's own seat in this session and nobody else's; empty where nothing was measured."""
    request = context["request"]
    if not hasattr(request, "own_talk"):
        request.own_talk = mirrors_of(request.user)
    return {"mirror": request.own_talk.get(session_id)}
