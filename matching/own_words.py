"""What this floor has noted about a person, said to that person: groups, requests, answers to questions."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.own_data import Part
from matching.models import GroupRequest, Membership, Step


def sentences(user: User) -> Iterator[str]:
    for membership in memberships_of(user):
        said = {"exchange": membership.group.exchange.title, "group": membership.group.name}
        if membership.left_at is None:
            yield _("%(exchange)s: you are in %(group)s.") % said
        else:
            yield _("%(exchange)s: you were in %(group)s.") % said
    asked = GroupRequest.objects.filter(enrolment__user=user).count()
    if asked:
        text = ngettext(
            "You asked for another group %(n)s time; your reason and the answer are kept.",
            "You asked for another group %(n)s times; your reasons and the answers are kept.",
            asked,
        )
        yield text % {"n": asked}


def memberships_of(user: User) -> list[Membership]:
    """Groups that were published, the first joined first."""
    found = Membership.objects.filter(enrolment__user=user).exclude(group__status="draft")
    return list(found.select_related("group__exchange").order_by("joined_at", "pk"))


def everything(user: User) -> dict[str, Any]:
    """Groups with the time in them, requests with reason and answer, and what was answered to questions."""
    requests = GroupRequest.objects.filter(enrolment__user=user).order_by("pk")
    steps = Step.objects.filter(enrolment__user=user).exclude(answer=Step.Answer.NOT_ASKED).order_by("pk")
    return {
        "groups": [
            {
                "exchange": one.group.exchange.slug,
                "group": one.group.name,
                "joined_at": one.joined_at,
                "left_at": one.left_at,
                "reason": one.reason,
            }
            for one in memberships_of(user)
        ],
        "requests": list(requests.values("reason", "status", "asked_at", "answer", "answered_at", "wished__name")),
        "questions": list(
            steps.values("change__kind", "source__name", "target__name", "answer", "answered_at", "change__status")
        ),
    }


PART = Part("groups", gettext_lazy("Your groups"), sentences, everything)
