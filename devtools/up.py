"""`./dev up`: prepare the data folder and the database, then become the server."""

import contextlib
import fcntl
import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from devtools.places import MANAGE, ROOT, become, called_from
from devtools.ports import Refused, can_bind

DEFAULT_PORT = 8000
PORTS_TRIED = 100


def port_is_free(port: int) -> bool:
    return can_bind("127.0.0.1", port)


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
    made.add_argument("--public", metavar="HOST",
                      help="serve https for other devices under this name or address; default port: 8443")  # fmt: skip
    made.add_argument("--cert", metavar="FILE", help="with --public: certificate and those above it (PEM)")
    made.add_argument("--key", metavar="FILE", help="with --public: its private key (PEM)")
    made.add_argument("--turn-tls-port", type=int, metavar="N", help="with --public: default 443 if allowed, else 5349")
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
        folder = choose_folder(options.data)
        if not options.public and (options.cert or options.key or options.turn_tls_port):
            raise Refused("--cert, --key and --turn-tls-port belong to --public HOST.")
        port = choose_port(None if options.public else options.port)
        hold_folder(folder)
        return serve_public(options, folder, port) if options.public else serve_here(options, folder, port)
    except Refused as refused:
        say(str(refused))
        return 2


def serve_here(options: Namespace, folder: Path, port: int) -> int:
    os.environ.setdefault("DIALOGUE_BASE_URL", f"http://127.0.0.1:{port}")
    if not prepare(folder):
        return 1
    say(f"starting the server on port {port} (Ctrl-C stops it)")
    return become([MANAGE, "serve", "--port", str(port), *demo(options)])


def serve_public(options: Namespace, folder: Path, port: int) -> int:
    """Raises Refused."""
    from devtools import public  # what it needs is loaded only then

    shape, words = public.shape_of(options, folder, port, say)
    if not prepare(folder):
        return 1
    say(f"starting the server on {shape.settings['DIALOGUE_BASE_URL']} (Ctrl-C stops it)")
    return public.serve(shape, [*words, *demo(options)], say)


def demo(options: Namespace) -> list[str]:
    return [] if options.no_demo else ["--demo"]


def prepare(folder: Path) -> bool:
    """Bring the database up to date and let the matcher compile. False, with a sentence, when that failed."""
    os.environ["DIALOGUE_DATA_DIR"] = str(folder)
    say(f"preparing the database in {folder}")
    if subprocess.call([sys.executable, MANAGE, "migrate", "--verbosity", "0"]):
        say(f"the database could not be prepared (see above). What was in {folder} is still there.")
        return False
    compile_matcher()
    return True
