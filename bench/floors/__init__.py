"""What the room is compared with: servers that speak just enough of the wire, without log and rules.

Each is started as `python -m bench.floors.NAME --port N --payload BYTES`: `hello` is answered with `welcome`, `beat`
with `beat`, any command with `ok` to the sender and one view of so many bytes to everybody in the room.
"""

from argparse import ArgumentParser

WELCOME = '{"kind":"welcome","resume":null}'
BEAT = '{"kind":"beat","seq":0}'


def options() -> tuple[int, int]:
    """Port and payload bytes from the command line."""
    parser = ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--payload", type=int, required=True)
    given = parser.parse_args()
    return given.port, given.payload


def ok(id: str, seq: int) -> str:
    return f'{{"kind":"ok","id":"{id}","seq":{seq}}}'


def view_of(payload: int) -> tuple[str, str]:
    """Text before and after the seq of a view of about ``payload`` bytes."""
    before, after = '{"kind":"view","seq":', ',"view":"'
    return before, after + "v" * max(0, payload - len(before) - len(after) - 6) + '"}'
