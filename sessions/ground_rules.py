"""What a person agrees to before the first entry: the ground rules, what the room notes, and two free choices.

Answered once for each exchange. Purposes are apart: a no to a choice never blocks entry, credit or certificate.
A changed text gets a new version here, and everybody is asked again.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import queries, services
from accounts.consents import Purpose
from accounts.models import User
from exchanges.models import Exchange
from sessions.models import DialogueSession

RULES = (
    _("I come to understand, not to win. I listen to the end, and I ask before I judge."),
    _("I speak about views and acts, never against a person or a people. No insults, no threats, no hate."),
    _("What is said here stays here. I record nothing and take no pictures of the screen, and I know that no program "
      "can stop somebody who does."),
    _("I contact people outside the room only when both want it. I do not flirt and I do not sell."),
    _("I may always pass, be silent for a while, or write instead of speaking."),
    _("When something hurts or frightens me, I call a facilitator or report it. Both are private."),
    _("Who breaks these rules is spoken to first, and may be taken out of a session. Whoever is taken out can ask the "
      "coordinator to look at it again."),
)  # fmt: skip

GROUND_RULES = Purpose(
    "ground_rules",
    _("Ground rules"),
    _("How we treat each other in every session of this exchange."),
    version="2026-11",
    kind="rules",
    scoped=True,
)
PRESENCE = Purpose(
    "presence",
    _("Being there and taking part"),
    _("The room notes when you are in it, when you raise a hand, have a turn, answer or write, and it keeps what you "
      "type. Captions that somebody types for those who need them are shown and not kept. Your certificate and credit "
      "rest on this. Never noted: sound, pictures, feelings, attention."),
    version="2026-11b",
    kept=_("Kept as long as the record of this exchange. What you typed can be erased without touching your minutes."),
    refusal=_("Without it nobody can confirm that you took part, so it belongs to taking part. You see every minute in "
              "your record and can object to any of them."),
    kind="notice",
    scoped=True,
)  # fmt: skip
TALK = Purpose(
    "talk",
    _("Measuring how long I speak"),
    _("When you speak and for how long, as the others in the room hear it, so that a facilitator notices who was not "
      "heard yet. Facilitators see words such as “less than an even share” while the session runs; afterwards only you "
      "see your own. Never your words, and no sound is kept."),
    version="2026-11b",
    kept=_("Single times are deleted 14 days after a session, sums 90 days after the last session of the exchange."),
    refusal=_("If you say no, you are not measured. Nobody sees your no, and nothing about your credit changes. You "
              "can change it at any time, also in the room."),
    scoped=True,
)  # fmt: skip
CAPTIONS = Purpose(
    "captions",
    _("Captions made by a program"),
    _("Your own browser may write down what you say, so that everybody can read along. It does so only while you have "
      "it on in the room, only on your own device (your voice goes to no other service for it), and only in browsers "
      "that can. A person who types captions for somebody who needs them is not meant here."),
    version="2026-11b",
    kept=_("The words are not kept: they pass by and are gone. The log of the room notes only that a caption of yours "
           "was shown, and when."),
    refusal=_("If you say no, no program writes down what you say, and nothing about your credit changes. You can "
              "change it at any time."),
    scoped=True,
)  # fmt: skip
PURPOSES = (GROUND_RULES, PRESENCE, TALK, CAPTIONS)
NEEDED = (GROUND_RULES, PRESENCE)
CHOICES = (TALK, CAPTIONS)


def scope_of(meeting: DialogueSession) -> str:
    """Rooms outside any exchange (rehearsals) share one scope of their own."""
    return f"exchange:{meeting.exchange_id}" if meeting.exchange_id else "rooms:"


def title_of_exchange(about: str) -> str:
    return Exchange.objects.filter(pk=int(about)).values_list("title", flat=True).first() or ""


def title_of_rooms(about: str) -> str:
    return str(_("Rooms outside an exchange"))


def is_answered(user: User, meeting: DialogueSession) -> bool:
    """Whether nothing is left to ask: all four were answered, in their newest text, the needed ones with yes."""
    states = queries.consents_in(user, scope_of(meeting))
    asked = [state for state in states if state.purpose in PURPOSES]
    return all(state.granted if state.purpose in NEEDED else state.answered for state in asked)


@transaction.atomic
def agree(user: User, meeting: DialogueSession, choices: Mapping[str, bool]) -> None:
    """Notes the yes to the ground rules, that the notice was read, and each choice; what stands is not noted twice."""
    scope = scope_of(meeting)
    for state in queries.consents_in(user, scope):
        wanted = state.purpose in NEEDED or choices.get(state.purpose.key, False)
        if state.purpose in PURPOSES and not (state.answered and state.granted == wanted):
            answer = services.grant_consent if wanted else services.withdraw_consent
            answer(user, state.purpose.key, scope)
