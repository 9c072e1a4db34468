"""What this floor has noted about a person, said to that person."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import OutboxMail, User
from accounts.own_data import Part
from accounts.queries import account_rows

DAY = "l j F Y"  # with the weekday, as everywhere


def sentences(user: User) -> Iterator[str]:
    yield _("We know your name, e-mail address, language and time zone, because you or your university gave them.")
    yield _("Your account was made on %(day)s.") % {"day": date_format(localtime(user.joined_at), DAY)}
    if user.last_login:
        yield _("You last signed in on %(day)s.") % {"day": date_format(localtime(user.last_login), DAY)}
    sent = OutboxMail.objects.filter(to=user.email).exclude(sent_at=None).count()
    if sent:
        yield ngettext("We sent you %(count)d mail.", "We sent you %(count)d mails.", sent) % {"count": sent}


PART = Part("account", gettext_lazy("Your account"), sentences, account_rows)
