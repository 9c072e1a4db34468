"""Gates: the person behind a request, and people as others may see them."""

from collections.abc import Iterable

from django.http import HttpRequest

from accounts.errors import NotAllowed, NotHere
from accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """The person who asks. Raises ``NotAllowed`` for a stranger."""
    if not isinstance(request.user, User):
        raise NotAllowed
    return request.user


ID_DIGITS_MOST = 18  # fits the 64 bits of a row's id


def row_id(text: str) -> int:
    """The id in a field that a stranger may have written; 0, which no row has, for "", "²" or 5,000 digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= ID_DIGITS_MOST else 0


def row_ids(texts: Iterable[str]) -> list[int]:
    """The ids among the values of a field, each once, in order."""
    return list(dict.fromkeys(pk for text in texts if (pk := row_id(text))))


def account_for(viewer: User, user_id: int) -> User:
    """An account as a whole: one's own, or any for the administration. Raises ``NotHere``, also when it exists."""
    if viewer.pk != user_id and not (viewer.is_superuser and viewer.is_active):
        raise NotHere
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotHere
    return user
