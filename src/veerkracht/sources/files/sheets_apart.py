"""Read a workbook in a process of its own, so that a file that breaks the reader breaks nothing else.

Run as a script: the workbook comes in on standard input, its sheets go out on standard output as JSON. It imports no
other module of ours, which makes it start in a twentieth of a second.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

LIMIT_MEMORY = 3 * 1024**3
LIMIT_SECONDS = 60


def main() -> None:
    """Read standard input, write standard output."""
    _limit()
    import python_calamine  # noqa: PLC0415  # under the limits

    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as book:
            sheets = [
                [name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)] for name in book.sheet_names
            ]
    except python_calamine.PasswordError:
        answer: dict[str, Any] = {"locked": True}
    except (python_calamine.CalamineError, ValueError, OverflowError, OSError) as error:
        answer = {"broken": str(error)[:80]}
    else:
        answer = {"sheets": sheets}
    sys.stdout.write(json.dumps(answer, default=_written))


def _limit() -> None:
    """Let the system end this process when it takes too much; Windows has no such limits."""
    try:
        import resource  # noqa: PLC0415  # Windows has none
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_MEMORY, LIMIT_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_SECONDS, LIMIT_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _written(cell: object) -> object:
    """Return a cell that JSON does not know: a day as a list of its ISO form, all else as text."""
    if isinstance(cell, datetime):
        return [cell.date().isoformat()]
    if isinstance(cell, date):
        return [cell.isoformat()]
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    raise TypeError(type(cell).__name__)


if __name__ == "__main__":
    main()
