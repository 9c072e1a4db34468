"""Which tests of servers and browsers go to the same worker, for ``--dist loadgroup`` (pytest-xdist).

The products that many tests share are started by every worker. Servers that only a few tests share are started by one:
these tests stay together. By address, because marks do not reach the scheduler (pytest-xdist 3.8 with pytest 9.2).
"""

from xdist.scheduler.loadscope import LoadScopeScheduling

# Files whose tests share servers of their own, by the name of what they share.
OF_FILE = {
    "tests/sessions/test_two_processes.py": "two processes",
    "tests/sessions/test_shedding.py": "a small server",
    "tests/browser/test_languages.py": "a held exchange",
    "tests/browser/test_strangers.py": "a held exchange",
    "tests/browser/test_match_runs.py": "match runs",
}


class SharedServers(LoadScopeScheduling):  # type: ignore[misc]
    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """Tests of one group run on one worker; a test alone is a group."""
    if "[uvicorn" in nodeid:
        return "uvicorn"
    return OF_FILE.get(nodeid.partition("::")[0], nodeid)
