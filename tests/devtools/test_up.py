"""`./dev up` before the server starts: port and data folder."""

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from devtools import up
from devtools.places import ROOT


@pytest.fixture
def taken_port() -> Iterator[int]:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield listener.getsockname()[1]


def test_a_taken_port_that_was_asked_for_is_refused(taken_port: int) -> None:
    with pytest.raises(up.Refused, match=f"Port {taken_port} is taken"):
        up.choose_port(taken_port)


@pytest.mark.parametrize("port", [-1, 0, 65536])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(up.Refused, match="from 1 to 65535"):
        up.choose_port(port)


def test_without_a_wish_the_next_free_port_is_taken(taken_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "DEFAULT_PORT", taken_port)
    assert taken_port < up.choose_port(None) < taken_port + up.PORTS_TRIED


def test_the_data_folder_is_meant_from_where_the_person_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEV_CALLED_FROM", str(tmp_path))
    assert up.choose_folder("mine") == tmp_path.resolve() / "mine"


def test_without_a_wish_the_data_stays_in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIALOGUE_DATA_DIR", raising=False)
    assert up.choose_folder(None) == ROOT / ".dev" / "data"


def test_a_file_in_the_place_of_the_data_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(up.Refused, match="cannot be used"):
        up.hold_folder(tmp_path / "file")


def test_a_folder_that_is_being_served_is_refused(tmp_path: Path) -> None:
    open_before = set(os.listdir("/dev/fd"))
    up.hold_folder(tmp_path / "data")
    with pytest.raises(up.Refused, match="is being served already"):
        up.hold_folder(tmp_path / "data")
    for number in set(os.listdir("/dev/fd")) - open_before:
        with contextlib.suppress(OSError):
            os.close(int(number))


def test_a_refusal_ends_with_status_2(taken_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert up.main(["--port", str(taken_port)]) == 2
    assert "Choose another one" in capsys.readouterr().err
