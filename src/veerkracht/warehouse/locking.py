"""One writer at a time: a lock file that the operating system lets go when its process ends."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import datetime
from typing import IO, TYPE_CHECKING

from veerkracht.errors.warehouse import WarehouseBusyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def only_writer(file: Path) -> Iterator[None]:
    """Hold the lock on `file` while the block runs.

    The lock is the system's own (flock), not the presence of the file: a crashed writer never
    leaves a lock behind that a person has to remove.

    Raises:
        WarehouseBusyError: if another process, or another batch in this one, holds the lock.
        OSError: if the file cannot be made.
    """
    handle = file.open("a+", encoding="utf-8")
    try:
        try:
            _lock(handle)
        except OSError:
            handle.seek(0)
            raise WarehouseBusyError(handle.read().strip() or "?") from None
        handle.seek(0)
        handle.truncate()
        handle.write(f"{os.getpid()}, {datetime.now().astimezone().isoformat(timespec='seconds')}")
        handle.flush()
        yield
        handle.seek(0)
        handle.truncate()
    finally:
        handle.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: IO[str]) -> None:
        """Lock a byte far behind the text, so that others can still read who holds it."""
        handle.seek(1 << 20)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: IO[str]) -> None:
        """Lock the whole file; other processes can still read it."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
