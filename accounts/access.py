"""Gates: the person behind a request, and people as others may see them."""

from django.http import HttpRequest

from accounts.errors import NotAllowed, NotHere
from accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """The person who asks. Raises ``NotAllowed`` for a stranger."""
    if not isinstance(request.user, User):
        raise NotAllowed
    return request.user


def account_for(viewer: User, user_id: int) -> User:
    """An account as a whole: one's own, or any for the administration. Raises ``NotHere``, also when it exists."""
    if viewer.pk != user_id and not (viewer.is_superuser and viewer.is_active):
        raise NotHere
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotHere
    return user
