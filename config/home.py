"""The parts of the home page: one for each role, with the facts its partial shows.

To fill a part: write ``templates/home/<role>.html`` and put a function (person -> dict) into ``FACTS``; the partial
has that dict as ``facts``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from config import roles
from exchanges.access import exchanges_of
from facilitation import queries

LABELS = {
    roles.STUDENT: _("As a student"),
    roles.FACILITATOR: _("As a facilitator"),
    roles.COORDINATOR: _("As a coordinator"),
    roles.EDUCATOR: _("As an educator"),
}


def educator_home(user: User) -> dict[str, Any]:
    return {"exchanges": exchanges_of(user).filter(roles__user=user, roles__role=roles.EDUCATOR)}


FACTS: dict[str, Callable[[User], dict[str, Any]]] = {
    roles.STUDENT: queries.student_home,
    roles.FACILITATOR: queries.my_week,
    roles.COORDINATOR: queries.coordinator_home,
    roles.EDUCATOR: educator_home,
}


@dataclass(frozen=True)
class Part:
    role: str
    label: Any
    templates: tuple[str, ...]
    facts: dict[str, Any]


def parts_for(user: User) -> list[Part]:
    return [part_of(role, user) for role in roles.roles_of(user)]


def part_of(role: str, user: User) -> Part:
    facts = FACTS[role](user) if role in FACTS else {}
    return Part(role, LABELS[role], (f"home/{role}.html", "home/nothing.html"), facts)
