"""The rehearse command: rooms with tickets, on a plan of one's own, and what it refuses."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command

from sessions.models import DialogueSession
from sessions.rooms import room_now

PLAN = Path(__file__).resolve().parents[2] / "facilitation/plans/middle.yaml"


@pytest.mark.django_db
def test_a_room_follows_the_given_plan_with_a_faster_clock(tmp_path: Path) -> None:
    call_command("rehearse", plan=PLAN, clock_factor=40, tickets=tmp_path / "t.csv")
    room = room_now(DialogueSession.objects.get().pk)
    assert room.plan is not None
    assert (room.plan.id, room.clock_factor, room.stage) == ("middle", 40, "live")


@pytest.mark.django_db
def test_there_is_one_ticket_a_seat(tmp_path: Path) -> None:
    call_command("rehearse", rooms=2, seats=5, facilitators=2, tickets=tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(newline="") as file:
        roles = [row["role"] for row in csv.DictReader(file)]
    assert roles == ["student", "student", "student", "lead", "support"] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rooms": 0}, "--rooms must be 1"),
        ({"clock_factor": 0}, "--clock-factor must be 1"),
        ({"plan": Path("no-such-plan.yaml")}, "cannot be read"),
        ({"plan": PLAN.parents[2] / "pyproject.toml"}, "cannot"),
        ({"tickets": Path("no/such/folder/t.csv")}, "There is no folder"),
    ],
)
def test_bad_input_makes_nothing_and_says_why(
    options: dict[str, object], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("rehearse", **{"tickets": tmp_path / "t.csv", **options})
    assert end.value.code == 2
    assert said in capsys.readouterr().err
    assert not DialogueSession.objects.exists()
