"""Where runs are carried out: ``--executor`` as a factory of an executor."""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import connection, get_context, parent_process
from typing import Any

from sentiment_abm.spec import InputError, nearest

KINDS = ("threads:N", "processes:N", "dask://HOST:PORT")
PATIENCE = 5.0  # seconds to wait for a scheduler to answer


def pool_named(name: str) -> Callable[[], Executor]:
    """A factory of the executor with this name.

    ``threads:4``
        Threads of this process; the fastest on one machine.
    ``processes:4``
        Processes of this machine.
    ``dask://host:8786``
        The workers of a Dask cluster, found by the address of its scheduler.  They need this package, in the same
        version, and should have one thread for each processor.  Needs the extra `dask`.

    Raises InputError for another name; the factory does where a cluster does not answer.

    >>> with pool_named("threads:2")() as pool:
    ...     pool.submit(max, 1, 2).result()
    2
    """
    kind, _, rest = name.partition(":")
    if kind == "dask" and rest.strip("/"):
        return partial(_dask, f"tcp:{rest}")
    if kind in ("threads", "processes"):
        if not rest.isdecimal() or int(rest) < 1:
            raise InputError([f"executor {name!r}: {rest!r} is not a whole number from 1 on"])
        if kind == "threads":
            return partial(ThreadPoolExecutor, int(rest))
        # Started afresh: a fork in the middle of a thread's work may hold its locks for ever.
        return partial(ProcessPoolExecutor, int(rest), mp_context=get_context("spawn"), initializer=attend)
    raise InputError([f"executor {name!r} is not one of {', '.join(KINDS)}{nearest(name, KINDS)}"])


def attend() -> None:
    """What a worker process does first: leave Ctrl-C, which reaches it too, to its parent, and end when that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the end of the parent: a worker whose parent was killed would wait for work for ever."""
    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)


class DaskPool(Executor):
    """The workers of a Dask cluster, let go of at the end.

    A worker that dies costs its runs in hand, which Dask gives to another one.
    """

    def __init__(self, client: Any) -> None:
        self.client = client
        self.pool = client.get_executor()
        self._max_workers = sum(client.nthreads().values()) or 1  # what `size_of` asks every executor

    def submit[**Words, Found](
        self, work: Callable[Words, Found], /, *args: Words.args, **kwargs: Words.kwargs
    ) -> Future[Found]:
        """Hand out a piece of work."""
        future: Future[Found] = self.pool.submit(work, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the cluster, which goes on without us."""
        self.pool.shutdown(wait=wait and not cancel_futures)
        self.client.close()


def _dask(address: str) -> Executor:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise InputError(["executor dask://… needs the extra dask: pip install 'sentiment-abm[dask]'"]) from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        reason = " ".join(str(error).split())
        raise InputError([f"executor {address.replace('tcp', 'dask', 1)}: no scheduler answers: {reason}"]) from None
    return DaskPool(client)
