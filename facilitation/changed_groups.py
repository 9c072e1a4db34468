"""What follows when groups change while they meet: seats, sessions, plans, and one mail to whom it concerns."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now

from accounts import mail, outbox
from accounts.models import User
from exchanges.models import Facilitator
from facilitation.barred import close_barred_seats
from facilitation.services import attach_plan, post_dates
from matching.models import Group, Membership
from sessions import scheduling
from sessions.models import DialogueSession


@transaction.atomic
def seat_who_joined(joined: Membership) -> None:
    """Seats in the sessions to come (none for who is taken out of the exchange), and one mail with their dates."""
    group, person = joined.group, joined.enrolment.user
    given = scheduling.give_seats(person.pk, group)
    for meeting in given:
        close_barred_seats(meeting)
    meetings = [one for one in given if one.starts_at > now()]
    if meetings:
        post_dates(group.exchange, person, meetings, f"joined:{joined.pk}")


@transaction.atomic
def open_added(group: Group) -> None:
    """A group that was added: its sessions to come with their plans, and the dates for those who lead it."""
    meetings = scheduling.schedule_group(group, after=now())
    for meeting in meetings:
        attach_plan(meeting)
    tell_dates(group, meetings, "added")


@transaction.atomic
def end(group: Group) -> None:
    """Its sessions to come do not take place; who led it is told."""
    scheduling.cancel_coming(group)
    times = group.sessions.filter(state=DialogueSession.State.CANCELLED).count()
    for person in leaders_of(group):
        letter = mail.write("facilitation/mail/group_ended.txt", person, group=group, exchange=group.exchange)
        key = f"group_ended:{group.pk}:{times}:{now():%Y%m%d%H%M}:{person.pk}"
        outbox.post(key, person.email, letter.subject, letter.body, letter.language)


@transaction.atomic
def reopen(group: Group) -> None:
    """The end was undone: its sessions take place; who leads it has the dates again."""
    scheduling.restore_coming(group)
    coming = list(group.sessions.filter(state__in=scheduling.NOT_OVER, starts_at__gt=now()).order_by("starts_at"))
    tell_dates(group, coming, f"reopened:{now():%Y%m%d%H%M}")


@transaction.atomic
def meet_anew(group: Group, leaders_before: Sequence[Facilitator], students: Sequence[User]) -> None:
    """Another time or another facilitator: sessions and seats follow; who stays and who leads has the new dates.

    Who led it until now is told that the group goes on without them.
    """
    meetings = scheduling.reschedule(group)
    for offer in leaders_before:
        scheduling.free_seats(offer.user_id, group.pk)
        if offer.user.is_active:
            post_once(group, offer.user, mail.write("facilitation/mail/led_by_other.txt", offer.user, group=group))
    for person in leaders_of(group):
        scheduling.give_seats(person.pk, group)
    for person in [*students, *leaders_of(group)]:
        if meetings and person.is_active:
            letter = mail.write("facilitation/mail/meets_anew.txt", person, group=group, meetings=meetings)
            post_once(group, person, letter)


def post_once(group: Group, person: User, letter: mail.Letter) -> None:
    """One mail a person for each new meeting of a group."""
    key = f"meets_anew:{group.pk}:{group.slot}:{group.facilitator_id}:{now():%Y%m%d%H%M}:{person.pk}"
    outbox.post(key, person.email, letter.subject, letter.body, letter.language)


def tell_dates(group: Group, meetings: Sequence[DialogueSession], why: str) -> None:
    if meetings:
        for person in leaders_of(group):
            post_dates(group.exchange, person, meetings, f"{why}:{group.pk}:{person.pk}")


def leaders_of(group: Group) -> list[User]:
    offers = (group.facilitator, group.co_facilitator)
    return [offer.user for offer in offers if offer is not None and offer.user.is_active]
