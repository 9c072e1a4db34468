"""What `./dev check` installs, and what it says when it cannot. Programs of the machine are empty scripts."""

import contextlib
import os
from collections.abc import Set
from pathlib import Path

import pytest

from devtools import check, provide


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of root's with an empty PATH; its programs lie in the folder, its policy is a file there."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(provide, "POLICY", tmp_path / "policy-rc.d")
    monkeypatch.setattr(provide, "TOOLS", {})
    monkeypatch.setenv("PATH", f"{tmp_path}")
    return tmp_path


def program(folder: Path, name: str, text: str = "#!/bin/sh\n") -> None:
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def media_programs(folder: Path) -> None:
    for name in provide.MEDIA:
        program(folder, name)


def test_media_is_missing_as_long_as_one_of_its_programs_is(machine: Path) -> None:
    media_programs(machine)
    assert provide.missing(["media"]) == []
    (machine / "janus").unlink()
    assert provide.missing(["media"]) == ["media"]


def test_only_the_packages_of_missing_programs_are_installed(machine: Path) -> None:
    program(machine, "turnserver")
    assert provide.packages_for(["media"]) == ["janus", "espeak-ng"]


def test_what_is_missing_is_said_with_the_program_and_a_way_on(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    media_programs(machine)
    (machine / "janus").unlink()
    check.say_missing("media")
    told = capsys.readouterr().out
    assert "missing: media (janus)" in told
    assert "--without media" in told


class Apt:
    """A stand-in for `dev` that has some packages and notes what it was asked for, and the policy at that time."""

    def __init__(self, machine: Path, lacking: set[str]) -> None:
        self.machine, self.lacking = machine, lacking
        self.asked: list[list[str]] = []
        self.starts_allowed: list[bool] = []

    def apt_install(self, packages: list[str]) -> bool:
        self.asked.append(packages)
        self.starts_allowed.append(not provide.POLICY.exists())
        if self.lacking & set(packages):
            return False
        for name, package in provide.MEDIA.items():
            if package in packages:
                program(self.machine, name)
        return True


def apt(machine: Path, monkeypatch: pytest.MonkeyPatch, lacking: Set[str] = frozenset()) -> Apt:
    made = Apt(machine, set(lacking))
    monkeypatch.setattr(provide, "load_dev", lambda: made)
    return made


def test_a_system_that_lacks_one_package_gets_the_others(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = apt(machine, monkeypatch, lacking={"janus"}).asked
    assert provide.provide(["media"]) == ["media"]
    assert asked == [["janus", "coturn", "espeak-ng"], ["janus"], ["coturn"], ["espeak-ng"]]
    assert provide.absent(provide.MEDIA) == ["janus"]


def test_no_service_starts_while_packages_are_installed(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = apt(machine, monkeypatch)
    assert provide.provide(["media"]) == []
    assert made.starts_allowed == [False]
    assert not provide.POLICY.exists()


def test_a_policy_of_the_machine_itself_stays(machine: Path) -> None:
    provide.POLICY.write_text("of the owner")
    with provide.services_stay_stopped(["janus"]):
        pass
    assert provide.POLICY.read_text() == "of the owner"


def test_the_policy_is_gone_also_when_the_installation_is_broken_off(machine: Path) -> None:
    with contextlib.suppress(KeyboardInterrupt), provide.services_stay_stopped(["janus"]):
        raise KeyboardInterrupt
    assert not provide.POLICY.exists()


def test_janus_and_coturn_that_we_installed_do_not_start_with_the_machine(machine: Path) -> None:
    program(machine, "systemctl", f'#!/bin/sh\necho "$@" > {machine}/notes\n')
    with provide.services_stay_stopped(["janus", "coturn", "redis-server"]):
        pass
    assert (machine / "notes").read_text().strip() == "disable janus.service coturn.service"


def test_without_root_nothing_of_the_system_is_touched(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with provide.services_stay_stopped(["janus"]):
        assert not provide.POLICY.exists()
