"""What a person is here: student, facilitator, coordinator, educator; one may be several."""

from typing import Any

from accounts.models import User
from exchanges.models import Enrolment, ExchangeRole, Facilitator

STUDENT, FACILITATOR = "student", "facilitator"
COORDINATOR, EDUCATOR = ExchangeRole.Role.COORDINATOR.value, ExchangeRole.Role.EDUCATOR.value
ALL = (STUDENT, FACILITATOR, COORDINATOR, EDUCATOR)  # in the order of the home page


def roles_of(user: Any) -> tuple[str, ...]:
    """The roles of a signed-in person in any exchange, in the order of ``ALL``; none for a stranger."""
    if not isinstance(user, User):
        return ()
    found = set(ExchangeRole.objects.filter(user=user).values_list("role", flat=True))
    if Enrolment.objects.filter(user=user).exclude(status=Enrolment.Status.WITHDRAWN).exists():
        found.add(STUDENT)
    if Facilitator.objects.filter(user=user).exists():
        found.add(FACILITATOR)
    return tuple(role for role in ALL if role in found)
