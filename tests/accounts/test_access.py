import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.access import account_for, row_id, row_ids, signed_in
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


@pytest.mark.parametrize("text", ["", "0", "-1", "²", "٣", "1.0", "1 OR 1=1", "9" * 40, "9" * 5000])
def test_what_can_be_no_id_is_zero(text):
    assert row_id(text) == 0


def test_ids_of_a_field_come_once_and_in_order():
    assert row_ids(["7", "²", "3", "7", ""]) == [7, 3]
