"""A process of our own that answers through a pipe, and whose death is noticed; for whoever keeps several at work.

Not the pool of the standard library: what goes through the pipe with which a process starts holds up the parent for
ever if that process is killed before it has read it all. Here it reads what it is given from a file, and each process
has a pipe of its own, so that one that dies holds up nobody.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numba
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

ATTEMPTS: Final = 3  # work that kills its process so often is given up
_PATIENCE: Final = 5.0  # seconds that a process gets to end by itself

Serve: TypeAlias = Callable[[Connection, Path], None]


class Process:
    """A process and the pipe to it."""

    def __init__(self, serve: Serve, given: Path) -> None:
        """Start a process.

        Args:
            serve: what it does, with its end of the pipe and the file that it is given; a function of a module.
            given: file with what it needs, pickled.
        """
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_begin, args=(serve, theirs, given), daemon=True)
        self._process.start()
        theirs.close()  # so that the end of the process is the end of the pipe

    @property
    def number(self) -> int:
        """The number that the system gave it."""
        return self._process.pid or 0

    def send(self, what: object) -> bool:
        """Send something; return whether there was a process to take it."""
        try:
            self.connection.send(what)
        except OSError:
            return False
        return True

    def receive(self) -> Any:
        """Return what it sent, when it does.

        Raises:
            EOFError: if the process is no more.
        """
        try:
            return self.connection.recv()
        except OSError as error:
            raise EOFError from error

    def end(self, *, at_once: bool = False) -> None:
        """Let the process end, and see that it does."""
        if at_once:
            self._process.terminate()
        self.connection.close()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


def one_thread() -> None:
    """Let BLAS, OpenMP and numba use one thread in this process: the workers share the processors among them."""
    threadpool_limits(1)
    numba.set_num_threads(1)


def _begin(serve: Serve, connection: Connection, given: Path) -> None:
    # Ctrl-C goes to all processes of a terminal; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    one_thread()
    try:
        serve(connection, given)
    except (EOFError, OSError):
        return  # nobody asks any more
