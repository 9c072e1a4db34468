"""The outbox: ``post`` notes a mail beside the act it tells of, ``deliver_due`` sends what is due.

One key is one mail, ever. Delivery is at least once: a mail is doubled only when this process dies, or the line
breaks, between the server's taking the mail and our noting it; at most ``TRIES`` copies, normally one for each such
break, all with the same Message-ID (made from the key), which mail stores use to show one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import batched

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts import links
from accounts.mail import Letter, zone_of
from accounts.models import OutboxMail, SignInLink, User, normal_email
from accounts.postman import Outcome, Postman

LINK_MARK = "{link}"  # stands in a body where the address of the sign-in link comes
TRIES = 8
WAIT_MINUTES = (1, 5, 30, 60, 120, 240, 480)  # after the first, second, ... failed try: given up after 15.6 hours
# Longer than the longest talk with a mail server: 8 steps of at most 20 s (EMAIL_TIMEOUT in config/env.py).
LEASE = timedelta(minutes=5)
NIGHT_FROM, NIGHT_UNTIL = time(22), time(7)  # on the reader's clock
BATCH = 50
KEYS_AT_ONCE = 5_000  # a query takes 32,766 values on SQLite


@dataclass
class Delivery:
    """What one round did: mails sent, put off to a later try, put off to the reader's morning, given up."""

    sent: int = 0
    retried: int = 0
    rested: int = 0
    failed: int = 0


def post(
    key: str,
    to: str,
    subject: str,
    body: str,
    language: str,
    send_after: datetime | None = None,
    *,
    at_any_hour: bool = False,
    link: SignInLink | None = None,
    attachments: Sequence[dict[str, str]] = (),
) -> tuple[OutboxMail, bool]:
    """Notes a mail to send; with a known key nothing changes. Returns the mail and whether it is new.

    Call it in the transaction of the act it tells of. ``at_any_hour`` only for what the reader asked for just now;
    all else rests from 22:00 to 07:00 of the reader. ``attachments``: dicts with name, media_type and text.
    """
    return OutboxMail.objects.get_or_create(
        key=key,
        defaults={
            "to": normal_email(to),
            "subject": subject[:300],
            "body": body,
            "language": language,
            "send_after": send_after or timezone.now(),
            "at_any_hour": at_any_hour,
            "link": link,
            "attachments": list(attachments),
        },
    )


@dataclass(frozen=True, slots=True)
class Parcel:
    """One of many mails that are noted at once; ``link`` is not saved yet (``links.fresh``)."""

    key: str
    to: str
    letter: Letter
    link: SignInLink | None = None


def post_all(parcels: Sequence[Parcel]) -> int:
    """Notes many mails with their links in four queries and one for each few hundred rows; known keys are left out.

    Call it in the transaction of the act they tell of. Returns how many are new.
    """
    known: set[str] = set()
    for some in batched((one.key for one in parcels), KEYS_AT_ONCE):
        known.update(OutboxMail.objects.filter(key__in=some).values_list("key", flat=True))
    new = [one for one in parcels if one.key not in known]
    SignInLink.objects.bulk_create(one.link for one in new if one.link is not None)
    at = timezone.now()
    OutboxMail.objects.bulk_create(
        OutboxMail(
            key=one.key, to=normal_email(one.to), subject=one.letter.subject[:300], body=one.letter.body,
            language=one.letter.language, send_after=at, link=one.link,
        )
        for one in new
    )  # fmt: skip
    return len(new)


def deliver_due(now: datetime | None = None, most: int = BATCH) -> Delivery:
    """Sends up to ``most`` due mails and returns what happened. Safe to call from several processes at once.

    Raises nothing for a mail or a mail server that fails: the reason stands in ``last_error``, the mail is tried
    again. When the server does not answer at all, the round ends with that first mail.
    """
    clock: Callable[[], datetime] = (lambda: now) if now else timezone.now
    done = Delivery()
    with Postman() as postman:
        for mail in ready(clock(), most, done):
            if not claim(mail, clock()):
                continue
            outcome = hand_over(mail, postman, clock())
            note(mail, outcome, clock(), done)
            if outcome.unreachable:
                break
    return done


def due(at: datetime) -> QuerySet[OutboxMail]:
    """What the readers wait for (sign-in links) before what can wait."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    waiting = OutboxMail.objects.filter(free, sent_at=None, failed_at=None, send_after__lte=at)
    return waiting.order_by("-at_any_hour", "send_after", "pk")


def ready(at: datetime, most: int, done: Delivery) -> list[OutboxMail]:
    """Due mails whose reader is not asleep; the others are put off to the reader's morning."""
    mails = list(due(at).select_related("link__user")[:most])
    readers = {user.email: user for user in User.objects.filter(email__in={mail.to for mail in mails})}
    awake = []
    for mail in mails:
        morning = None if mail.at_any_hour else morning_after(at, readers.get(mail.to))
        if morning is None:
            awake.append(mail)
        else:
            done.rested += OutboxMail.objects.filter(pk=mail.pk, tries=mail.tries).update(send_after=morning)
    return awake


def morning_after(at: datetime, reader: User | None) -> datetime | None:
    """None by day; at night the moment the reader's night is over (UTC's night for an unknown reader)."""
    local = at.astimezone(zone_of(reader or User()))
    if NIGHT_UNTIL <= local.time() < NIGHT_FROM:
        return None
    day = local.date() + timedelta(days=1) if local.time() >= NIGHT_FROM else local.date()
    return datetime.combine(day, NIGHT_UNTIL, tzinfo=local.tzinfo)


def claim(mail: OutboxMail, at: datetime) -> bool:
    """Takes the mail for ``LEASE``; of two processes one gets it: one conditional UPDATE."""
    taken = due(at).order_by().filter(pk=mail.pk, tries=mail.tries)
    if not taken.update(lease_until=at + LEASE, tries=F("tries") + 1):
        return False
    mail.tries += 1
    return True


def hand_over(mail: OutboxMail, postman: Postman, at: datetime) -> Outcome:
    if mail.tries > TRIES:  # the process died in each of the tries
        return Outcome("gave up after 8 tries", final=True)
    if mail.link is None:
        return postman.send(mail, mail.body)
    if not links.is_live(mail.link, at):
        return Outcome("the link in it ended before it could be sent", final=True)
    return postman.send(mail, mail.body.replace(LINK_MARK, links.address_of(mail.link)))


def note(mail: OutboxMail, outcome: Outcome, at: datetime, done: Delivery) -> None:
    """Writes down how the try ended; a mail that another process took over meanwhile is left to it unless sent."""
    row = OutboxMail.objects.filter(pk=mail.pk)
    if outcome.sent:
        row.update(sent_at=at, lease_until=None, last_error="")
        done.sent += 1
        return
    mine = row.filter(tries=mail.tries, sent_at=None)
    if outcome.final or mail.tries >= TRIES:
        mine.update(failed_at=at, lease_until=None, last_error=outcome.error[:300])
        done.failed += 1
    else:
        wait = timedelta(minutes=WAIT_MINUTES[mail.tries - 1])
        mine.update(send_after=at + wait, lease_until=None, last_error=outcome.error[:300])
        done.retried += 1


def cancel_to(address: str, at: datetime, why: str) -> None:
    """Gives up every mail to an address that was not sent yet."""
    OutboxMail.objects.filter(to=address, sent_at=None, failed_at=None).update(failed_at=at, last_error=why)
