"""Django's own commands, with the right settings: `python -m veerkracht.web migrate`."""

from __future__ import annotations

import os
import sys

from veerkracht.errors.base import VeerkrachtError


def main() -> None:
    """Run one command; an error on purpose becomes one clear message and exit code 2, never a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veerkracht.web.settings")
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415  # settings may be wrong

        execute_from_command_line(["veerkracht.web", *sys.argv[1:]])
    except VeerkrachtError as error:
        sys.stderr.write(f"Fout: {error.message('nl')}\n")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
