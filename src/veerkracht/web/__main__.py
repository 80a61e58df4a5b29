"""Django's own commands, with the right settings: `python -m veerkracht.web migrate`."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veerkracht.web.settings")
    execute_from_command_line(["veerkracht.web", *sys.argv[1:]])
