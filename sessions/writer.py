"""Group commit: appends that arrive together share one transaction; each still fails or succeeds alone."""

import asyncio
from concurrent.futures import Future

from sessions import database, log
from sessions.errors import Busy
from sessions.inline import InlineWriter
from sessions.outages import OutageWatch

# One transaction of 200 appends held the writer for about 12 ms on SQLite; more only adds waiting.
BATCH_MOST = 200
# Fifty batches: more would be acknowledged too late for anybody to wait for.
WAITING_MOST = 10_000

type Answers = list[asyncio.Future[log.Result]]


class LogWriter:
    """At once on the loop where that cannot wait (inline.py); else one hop to the writer's thread for a batch.

    One batch is under way at a time; what comes meanwhile is the next.
    """

    def __init__(self, outages: OutageWatch) -> None:
        self.outages = outages
        self.waiting: list[tuple[log.Append, asyncio.Future[log.Result]]] = []
        self.busy = False
        self.inline = InlineWriter()

    def append(self, append: log.Append) -> "asyncio.Future[log.Result]":
        """Done when the append is committed, or lost to another writer. Raises ``Busy`` when too much waits.

        The answer raises what the database raises.
        """
        if len(self.waiting) >= WAITING_MOST:
            raise Busy
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[log.Result] = loop.create_future()
        if not self.busy and self.written_inline(append):
            answer.set_result(log.Committed(append.rows))
            return answer
        self.waiting.append((append, answer))
        if not self.busy:
            self.busy = True
            loop.call_soon(self.write_next, loop)
        return answer

    def written_inline(self, append: log.Append) -> bool:
        if self.inline.path is None or not log.is_bare(append):
            return False
        began = self.outages.clock()
        if not self.inline.commit(list(log.statements_of([append], "?"))):
            return False
        self.outages.wrote(began, None)
        return True

    def write_next(self, loop: asyncio.AbstractEventLoop) -> None:
        batch, self.waiting = self.waiting[:BATCH_MOST], self.waiting[BATCH_MOST:]
        self.busy = bool(batch)
        if batch:
            work = database.submit(log.append_all, [append for append, _ in batch])
            answers: Answers = [answer for _, answer in batch]
            began = self.outages.clock()
            work.add_done_callback(lambda done: loop.call_soon_threadsafe(self.written, loop, answers, done, began))

    def written(
        self, loop: asyncio.AbstractEventLoop, answers: Answers, done: Future[list[log.Result]], began: float
    ) -> None:
        error = done.exception()
        self.outages.wrote(began, error)
        for place, answer in enumerate(answers):
            if answer.done():
                continue
            if error is None:
                answer.set_result(done.result()[place])
            else:
                answer.set_exception(error)
        self.write_next(loop)
