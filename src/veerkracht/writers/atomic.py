"""Files that are whole or not there: written beside their place, then moved into it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from veerkracht.errors.report import WriteReportError


def write_whole(path: Path, contents: bytes) -> None:
    """Write a file in one step; what stood there stays until the new file is complete.

    Raises:
        WriteReportError: if the folder does not exist or cannot be written.
    """
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes a file that only its owner can read; a report is meant to be shared.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
        raise WriteReportError(path.name, why=error.strerror or str(error)) from error
