"""Published groups for tests of changes: they meet from the Monday after next."""

from datetime import timedelta

from django.utils.timezone import now

from exchanges.models import Enrolment, Exchange, Profile
from matching import changes
from matching.models import Change, Group, Membership
from tests.factories import make_exchange, make_facilitator, make_group, make_students

ALWAYS = ";".join(f"{day} 00:00-24:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


def published_exchange() -> Exchange:
    monday = now().date() + timedelta(days=14 - now().weekday())
    return make_exchange(status=Exchange.Status.PUBLISHED, starts_on=monday)


def two_groups(exchange: Exchange) -> list[Group]:
    """Six students each, on Monday and on Tuesday."""
    students = make_students(exchange, 12)
    published = {"status": Group.Status.PUBLISHED}
    return [
        make_group(exchange, students[:6], make_facilitator(exchange, "One"), **published),
        make_group(exchange, students[6:], make_facilitator(exchange, "Two"), slot="Tue 16:30", **published),
    ]


def say(change: Change, yes: bool, nth: int = 0) -> Change:
    """The nth person of a change answers."""
    step = change.steps.select_related("enrolment__user", "change__exchange").order_by("pk")[nth]
    return changes.answer(step, yes, step.enrolment.user)


def group_of(enrolment: Enrolment) -> Group | None:
    current = Membership.objects.filter(enrolment=enrolment, left_at=None).first()
    return current.group if current else None


def meet_now(*groups: Group) -> list[Group]:
    """Their session began within this hour; everybody is free at any time."""
    moment = now()
    exchange = groups[0].exchange
    Profile.objects.filter(enrolment__exchange=exchange).update(availability=ALWAYS)
    exchange.facilitators.update(availability=ALWAYS)
    type(exchange).objects.filter(pk=exchange.pk).update(starts_on=moment.date() - timedelta(days=moment.weekday()))
    Group.objects.filter(pk__in=[one.pk for one in groups]).update(
        slot=f"{moment:%a} {moment:%H}:00", slot_anchor="UTC"
    )
    return [Group.objects.select_related("exchange", "facilitator__user").get(pk=one.pk) for one in groups]
