"""Folders of the checkout and the environment variables that every command of `./dev` starts from."""

import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
MANAGE = str(ROOT / "manage.py")
# How much the property tests try (tests/dialogue/depth.py).
DEPTH = "DIALOGUE_TEST_DEPTH"


def called_from() -> Path:
    """The folder in which the person typed `./dev ...`; paths on the command line are meant from there."""
    return Path(os.environ.get("DEV_CALLED_FROM") or Path.cwd())


def load_dev() -> ModuleType:
    """The bootstrap script `dev` as a module: it has no .py ending, so `import` does not find it."""
    loader = importlib.machinery.SourceFileLoader("dev_script", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev_script", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def become(arguments: list[str], environment: dict[str, str] | None = None) -> NoReturn:
    """Turn this process into `python arguments`: signals reach it and its exit status is ours."""
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, *arguments], os.environ if environment is None else environment)  # noqa: S606


def environment_for_tests() -> dict[str, str]:
    """Tests see no setting of the developer's own shell but their depth, and never the data of `./dev up`."""
    kept = {name: value for name, value in os.environ.items() if name == DEPTH or not name.startswith("DIALOGUE_")}
    return {**kept, "DIALOGUE_DATA_DIR": str(ROOT / ".dev" / "test-data")}
