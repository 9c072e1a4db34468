"""The bootstrap `./dev`, run as a person runs it, in a small checkout of its own with empty locks."""

import ast
import os
import shutil
import signal
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from devtools import places

ROOT = places.ROOT
UV_STAND_IN = """#!/bin/sh
echo "$@" >> {log}
[ "$1" = --version ] && echo "uv 9.9" && exit 0
exit {status}
"""


@dataclass
class Checkout:
    """A copy of `dev` with empty locks, an environment without packages, and a manage.py of the test's choice."""

    folder: Path

    def run(self, *arguments: str, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(self.folder / "dev"), *arguments],
            cwd=cwd or self.folder, env=self.environment(**variables), capture_output=True, text=True, check=False,
        )  # fmt: skip

    def environment(self, **variables: str) -> dict[str, str]:
        return {"HOME": str(self.folder / "home"), "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin", **variables}

    def manage_is(self, source: str) -> None:
        (self.folder / "manage.py").write_text(source)

    def uv_is(self, status: int) -> Path:
        """A stand-in for uv that notes its arguments and ends with `status`. Returns the notes."""
        program, log = self.folder / "bin" / "uv", self.folder / "uv.log"
        program.parent.mkdir(exist_ok=True)
        program.write_text(UV_STAND_IN.format(log=log, status=status))
        program.chmod(0o755)
        return log

    def pip_is_there(self, status: int = 0) -> Path:
        """A stand-in for pip in the environment that notes its arguments. Returns the notes."""
        (site,) = (self.folder / ".venv").glob("lib/python*/site-packages")
        notes = self.folder / "pip.log"
        (site / "pip").mkdir()
        source = f"import sys\nopen({str(notes)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"
        (site / "pip" / "__main__.py").write_text(source + f"sys.exit({status} if 'install' in sys.argv else 0)\n")
        return notes

    def load(self, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
        monkeypatch.setattr(places, "ROOT", self.folder)
        return places.load_dev()


@pytest.fixture
def bare(tmp_path: Path) -> Checkout:
    """Without an environment."""
    shutil.copy(ROOT / "dev", tmp_path / "dev")
    (tmp_path / "requirements").mkdir()
    for name in ("run", "dev", "tools"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("")
    return Checkout(tmp_path)


@pytest.fixture
def checkout(bare: Checkout, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """With an environment that is up to date."""
    venv.create(bare.folder / ".venv", with_pip=False, symlinks=True)
    bare.load(monkeypatch).write_stamp("dev")
    return bare


def standard_modules(source: str) -> set[str]:
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in imports if isinstance(node, ast.ImportFrom)}


# --- the file itself


def test_dev_reads_as_python_3_8() -> None:
    ast.parse((ROOT / "dev").read_text(), feature_version=(3, 8))


def test_dev_needs_only_the_standard_library() -> None:
    assert standard_modules((ROOT / "dev").read_text()) <= sys.stdlib_module_names


def test_dev_and_the_ci_entry_can_be_executed() -> None:
    assert os.access(ROOT / "dev", os.X_OK)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_ci_calls_dev_check_and_nothing_else() -> None:
    lines = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if not line.startswith("#")]
    assert len(lines) == 1
    assert lines[0].endswith("exec ./dev check")


# --- commands


def test_help_names_every_command(bare: Checkout) -> None:
    done = bare.run("--help")
    assert done.returncode == 0
    assert all(f"\n  {name} " in done.stdout for name in ("up", "check", "test", "bench", "manage"))


def test_an_unknown_command_is_refused_with_the_list(bare: Checkout) -> None:
    done = bare.run("fly")
    assert done.returncode == 2
    assert "no command 'fly'" in done.stderr
    assert "manage" in done.stderr


def test_manage_passes_the_exit_status_through(checkout: Checkout) -> None:
    checkout.manage_is("import sys; sys.exit(37)")
    assert checkout.run("manage").returncode == 37


def test_manage_passes_arguments_and_folder_through(checkout: Checkout, tmp_path: Path) -> None:
    checkout.manage_is("import os, sys; print(sys.argv[1:], os.getcwd())")
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    done = checkout.run("manage", "form_groups", "--out", "a b.csv", cwd=elsewhere)
    assert done.stdout == f"['form_groups', '--out', 'a b.csv'] {elsewhere}\n"


def test_manage_says_nothing_of_its_own_when_all_is_ready(checkout: Checkout) -> None:
    checkout.manage_is("print('{}')")
    done = checkout.run("manage")
    assert (done.stdout, done.stderr) == ("{}\n", "")


def test_manage_becomes_the_command_so_that_signals_reach_it(checkout: Checkout) -> None:
    checkout.manage_is("import os, signal; print(os.getpid(), flush=True); signal.pause()")
    command = [sys.executable, str(checkout.folder / "dev"), "manage"]
    with subprocess.Popen(command, env=checkout.environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) == process.pid
        process.terminate()
    assert process.returncode == -signal.SIGTERM


def test_manage_works_on_the_data_that_up_serves(checkout: Checkout) -> None:
    checkout.manage_is("import os; print(os.environ['DIALOGUE_DATA_DIR'])")
    assert checkout.run("manage").stdout.strip() == str(checkout.folder / ".dev" / "data")


def test_a_data_folder_in_the_environment_is_kept(checkout: Checkout) -> None:
    checkout.manage_is("import os; print(os.environ['DIALOGUE_DATA_DIR'])")
    assert checkout.run("manage", DIALOGUE_DATA_DIR="/elsewhere").stdout.strip() == "/elsewhere"


# --- the environment


def test_a_changed_lock_makes_the_environment_stale(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    dev = checkout.load(monkeypatch)
    assert dev.is_fresh("run")
    (checkout.folder / "requirements" / "run.txt").write_text("# changed\n")
    assert not dev.is_fresh("run")


def test_an_environment_for_tests_serves_up_as_well(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    dev = checkout.load(monkeypatch)
    assert dev.is_fresh("dev")
    assert dev.is_fresh("run")


def test_an_environment_whose_python_has_gone_is_stale(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    dev = checkout.load(monkeypatch)
    (checkout.folder / ".venv" / "bin" / "python").unlink()
    assert not dev.is_fresh("run")


def test_an_environment_without_stamp_is_brought_up_to_date_and_kept(checkout: Checkout) -> None:
    checkout.manage_is("")
    notes = checkout.uv_is(status=0)
    kept = checkout.folder / ".venv" / "kept"
    kept.touch()
    (checkout.folder / ".venv" / "dialogue-stamp.json").unlink()
    assert checkout.run("manage").returncode == 0
    assert kept.exists()
    assert "--require-hashes -r" in notes.read_text()


def test_a_second_start_installs_nothing(checkout: Checkout) -> None:
    checkout.manage_is("")
    notes = checkout.uv_is(status=0)
    assert checkout.run("manage").returncode == 0
    assert not notes.exists()


def test_pip_takes_over_when_uv_fails(checkout: Checkout) -> None:
    checkout.manage_is("")
    checkout.uv_is(status=1)
    notes = checkout.pip_is_there()
    (checkout.folder / ".venv" / "dialogue-stamp.json").unlink()
    done = checkout.run("manage")
    assert done.returncode == 0
    assert "trying pip" in done.stderr
    assert "--require-hashes" in notes.read_text()


def test_packages_that_cannot_be_installed_are_our_fault_and_said(checkout: Checkout) -> None:
    checkout.uv_is(status=1)
    checkout.pip_is_there(status=1)
    (checkout.folder / "requirements" / "run.txt").write_text("# changed\n")
    done = checkout.run("manage")
    assert done.returncode == 1
    assert "Check the network and the free disk space" in done.stderr


def test_the_stamp_names_the_python_it_was_made_with(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = checkout.load(monkeypatch).read_stamp()
    assert stamp["version"] == ".".join(map(str, sys.version_info[:3]))


# --- finding Python


def test_a_python_named_by_the_person_must_suit(bare: Checkout) -> None:
    done = bare.run("manage", DEV_PYTHON="/bin/false")
    assert done.returncode == 2
    assert "DEV_PYTHON=/bin/false" in done.stderr


def test_a_python_is_judged_by_running_it(bare: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    dev = bare.load(monkeypatch)
    shim = bare.folder / "python3.13"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    assert not dev.suits(str(shim))
    assert dev.suits(sys.executable)


@pytest.mark.parametrize(
    ("version", "suits"), [("3.11.9", False), ("3.12.0", True), ("3.14.2", True), ("3.15.0", False)]
)
def test_only_3_12_to_3_14_suit(bare: Checkout, monkeypatch: pytest.MonkeyPatch, version: str, suits: bool) -> None:
    python = bare.folder / "python"
    python.write_text(f"#!/bin/sh\necho {version}\n")
    python.chmod(0o755)
    assert bare.load(monkeypatch).suits(str(python)) is suits


def test_pyenv_is_found_under_its_root_and_beside_its_shims(bare: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    for root in ("one", "two"):
        python = bare.folder / root / "versions" / "3.13.0" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.touch()
    monkeypatch.setenv("PYENV_ROOT", str(bare.folder / "one"))
    monkeypatch.setenv("PATH", f"{bare.folder / 'two' / 'shims'}:/bin")
    found = list(bare.load(monkeypatch).python_candidates())
    assert [root for root in ("one", "two") if str(bare.folder / root / "versions/3.13.0/bin/python") in found] == [
        "one",
        "two",
    ]


# --- settings of the machine


def test_pip_settings_that_redirect_are_dropped(bare: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    bending = [
        "PIP_TARGET",
        "PIP_USER",
        "PIP_FIND_LINKS",
        "PIP_CONSTRAINT",
        "PIP_EXTRA_INDEX_URL",
        "PYTHONPATH",
        "UV_TARGET",
    ]
    for name in bending:
        monkeypatch.setenv(name, "/elsewhere")
    assert not set(bending) & set(bare.load(monkeypatch).CLEAN)


def test_the_registry_and_proxy_of_the_machine_are_kept(bare: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "the registry of the university")
    monkeypatch.setenv("HTTPS_PROXY", "its proxy")
    clean = bare.load(monkeypatch).CLEAN
    assert (clean["PIP_INDEX_URL"], clean["HTTPS_PROXY"]) == ("the registry of the university", "its proxy")


def test_a_certificate_file_that_is_not_there_is_dropped(bare: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    assert "SSL_CERT_FILE" not in bare.load(monkeypatch).CLEAN
