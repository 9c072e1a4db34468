"""Mails about changes of groups: one question to each person who must agree, one line when it does not happen."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.timezone import now

from accounts import links, mail, outbox
from accounts.models import SignInLink
from matching.meeting_changes import becoming, of_change
from matching.meetings import next_start, sessions_to_come
from matching.models import Change, GroupRequest, Step


def ask_person(step: Step) -> None:
    """The question, with a link that signs in and leads to the page with yes and no. In the transaction of the act."""
    person = step.enrolment.user
    if not person.is_active:
        return
    change, moment = step.change, now()
    target = becoming(step.target, of_change(change))
    path = reverse("matching:own_answer", args=[change.exchange.slug, step.pk])
    letter = mail.write(
        "matching/mail/asked.txt",
        person,
        change=change,
        step=step,
        exchange=change.exchange,
        target=target,
        starts_at=next_start(target, moment),
        sessions=sessions_to_come(target, moment),
        link=outbox.LINK_MARK,
    )
    link = links.make(person, SignInLink.Purpose.INVITATION, path, moment)
    key = f"change:{change.pk}:{person.pk}"
    outbox.post(key, person.email, letter.subject, letter.body, letter.language, link=link)


def tell_ended(change: Change, steps: Iterable[Step]) -> None:
    """To everybody who was asked and did not say no: it does not happen, your group stays."""
    for step in steps:
        person = step.enrolment.user
        was_asked = step.answer in (Step.Answer.YES, Step.Answer.WAITED_FOR)
        if not was_asked or not person.is_active or step.enrolment.status == "withdrawn":
            continue
        letter = mail.write("matching/mail/ended.txt", person, change=change, step=step, exchange=change.exchange)
        outbox.post(f"change_ended:{change.pk}:{person.pk}", person.email, letter.subject, letter.body, letter.language)


def tell_declined_request(asked: GroupRequest) -> None:
    """To the student: the coordinator's answer."""
    person = asked.enrolment.user
    if not person.is_active:
        return
    exchange = asked.enrolment.exchange
    letter = mail.write("matching/mail/request_declined.txt", person, asked=asked, exchange=exchange)
    outbox.post(f"group_request:{asked.pk}", person.email, letter.subject, letter.body, letter.language)
