"""The committed locks."""

import re

import pytest

from devtools import lock

PIN = re.compile(r"^([a-z0-9-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def text_of(name: str) -> str:
    return (lock.FOLDER / name).read_text("utf-8")


def pins_of(name: str) -> set[tuple[str, str]]:
    return set(PIN.findall(text_of(f"{name}.txt")))


def asked_for(name: str) -> set[str]:
    lines = [line for line in text_of(f"{name}.in").splitlines() if line and line[0] not in "#-"]
    return {re.split(r"[\[<>=!;~ ]", line)[0].lower().replace("_", "-") for line in lines}


@pytest.mark.parametrize("name", lock.ORDER)
def test_a_lock_names_no_host_and_no_path(name: str) -> None:
    assert lock.foreign_lines(text_of(f"{name}.txt")) == []


@pytest.mark.parametrize("name", lock.ORDER)
def test_everything_asked_for_is_locked(name: str) -> None:
    assert asked_for(name) <= {package for package, _version in pins_of(name)}


@pytest.mark.parametrize("name", lock.ORDER)
def test_every_locked_package_has_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=[a-z])", text_of(f"{name}.txt").strip())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_what_tests_run_on_is_what_the_product_runs_on() -> None:
    assert pins_of("run") <= pins_of("dev")
