import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.access import account_for, signed_in
from accounts.errors import NotAllowed, NotHere

pytestmark = pytest.mark.django_db


def test_a_person_has_their_own_account(student):
    assert account_for(student, student.pk) == student


def test_the_administration_has_any_account(coordinator, student):
    assert account_for(coordinator, student.pk) == student


@pytest.mark.parametrize("missing", [False, True])
def test_others_accounts_are_not_here_whether_they_exist_or_not(student, facilitator, missing):
    with pytest.raises(NotHere):
        account_for(facilitator, 10_000 if missing else student.pk)


def test_a_stranger_is_refused(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(NotAllowed):
        signed_in(request)
