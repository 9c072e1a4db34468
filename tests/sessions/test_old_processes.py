"""While processes are replaced one after the other, those of the version before write into the new tables.

Each statement names the columns that version knew (commit 6cc5ae8): a new column must have a value without being named.
"""

import pytest
from django.db import connection

from sessions.models import DialogueSession
from sessions.rehearsals import make_room
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 10}]}


def write(table: str, **values: object) -> None:
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", [*values.values()])  # noqa: S608


def test_somebody_can_come_in() -> None:
    room = make_room(1, 1, 1, PLAN, 60)
    key = DialogueSession._meta.pk.get_db_prep_value(room.pk, connection)
    write("dialogue_sessions_connectionsign", connection="c", dialogue_session_id=key, process="old", last_sign_at=1.0)
    assert room.signs.get().seat == 0


def test_somebody_can_answer_a_question_about_consent() -> None:
    user = make_user()
    write(
        "accounts_consent", user_id=user.pk, purpose="p", granted=True, text_version="1", at="2026-11-23 08:00:00+00:00"
    )
    assert user.consents.get().scope == ""
