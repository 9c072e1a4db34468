"""`./dev up`: prepare the data folder and the database, then become the server."""

import contextlib
import fcntl
import os
import socket
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

from devtools.places import MANAGE, ROOT, become, called_from

DEFAULT_PORT = 8000
PORTS_TRIED = 100


class Refused(Exception):
    """The request cannot be met as it stands; the sentence says what to do. Exit status 2."""


def port_is_free(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port(asked: int | None) -> int:
    """The port asked for, else 8000 or the next free one. Raises Refused."""
    if asked is None:
        ports = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED)
        found = next(filter(port_is_free, ports), None)
        if found is None:
            raise Refused(f"No free port from {ports[0]} to {ports[-1]}. Name one: ./dev up --port N")
        return found
    if not 1 <= asked <= 65535:
        raise Refused(f"--port must be a number from 1 to 65535, not {asked}.")
    if not port_is_free(asked):
        raise Refused(f"Port {asked} is taken or not allowed. Choose another one, or leave --port out.")
    return asked


def choose_folder(asked: str | None) -> Path:
    chosen = asked or os.environ.get("DIALOGUE_DATA_DIR") or str(ROOT / ".dev" / "data")
    return (called_from() / Path(chosen).expanduser()).resolve()


def hold_folder(folder: Path) -> None:
    """Make the folder and hold it as long as this process (and the server it becomes) lives. Raises Refused.

    Two servers on one embedded folder would not hear each other's rooms: the channel layer is in memory.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # names and evidence lie here
        guard = os.open(folder / ".in-use", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Refused(f"The data folder {folder} cannot be used: {error.strerror}.") from None
    try:
        fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(guard)
        raise Refused(
            f"The data folder {folder} is being served already. Stop that ./dev up first, or name another "
            "folder with --data."
        ) from None
    os.set_inheritable(guard, True)


def parser() -> ArgumentParser:
    made = ArgumentParser(prog="./dev up", description="Set up and serve on this machine.")
    made.add_argument("--port", type=int, metavar="N", help="default: 8000, or the next free one")
    made.add_argument("--data", metavar="DIR", help="folder for database and files (default: .dev/data)")
    made.add_argument("--no-demo", action="store_true", help="without the demo exchange and its live room")
    return made


def say(message: str) -> None:
    print(f"dev: {message}", file=sys.stderr, flush=True)


def compile_matcher() -> None:
    """Make the matcher's machine code beside the server, at low priority: a minute the first time, then nothing."""
    with contextlib.suppress(OSError):
        subprocess.Popen(
            [sys.executable, "-m", "matching.engine.kernels"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: os.nice(10),
            start_new_session=True,
        )


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    try:
        port, folder = choose_port(options.port), choose_folder(options.data)
        hold_folder(folder)
    except Refused as refused:
        say(str(refused))
        return 2
    os.environ["DIALOGUE_DATA_DIR"] = str(folder)
    os.environ.setdefault("DIALOGUE_BASE_URL", f"http://127.0.0.1:{port}")
    say(f"preparing the database in {folder}")
    if subprocess.call([sys.executable, MANAGE, "migrate", "--verbosity", "0"]):
        say(f"the database could not be prepared (see above). What was in {folder} is still there.")
        return 1
    compile_matcher()
    say(f"starting the server on port {port} (Ctrl-C stops it)")
    demo = [] if options.no_demo else ["--demo"]
    return become([MANAGE, "serve", "--port", str(port), *demo])
