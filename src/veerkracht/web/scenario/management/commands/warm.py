"""`python -m veerkracht.web warm`: compile the loops of the simulation once, and keep them on disk for others."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from veerkracht.web.scenario.cities import compile_loops

_LAST = 19


class Command(BaseCommand):
    """A process of its own, after all others: compiling holds a process for half a minute, and pages may not wait."""

    help = "Maak de snelle berekening klaar voor gebruik / make the quick computation ready for use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be chosen."""
        parser.add_argument("--aside", action="store_true", help="Laat alle andere voorgaan / let all others go first.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Answer an example once: what that compiles is kept beside the program."""
        if options["aside"]:
            os.nice(_LAST)
        compile_loops()
