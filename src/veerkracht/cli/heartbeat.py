"""A sign of life for long work: after a few seconds it says on standard error what is being done."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

import click

from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal

QUIET_SECONDS = 5.0
BETWEEN_SECONDS = 15.0
_BUSY = Bilingual("Bezig: {stage} ({seconds:.0f} s)", "Working: {stage} ({seconds:.0f} s)")


class Heartbeat:
    """Says what is being done as soon as it takes long; work that is ready sooner stays quiet.

    Attributes:
        taal: language of what is said.
    """

    def __init__(self, *, taal: Taal, quiet: float = QUIET_SECONDS, between: float = BETWEEN_SECONDS) -> None:
        self.taal = taal
        self._quiet, self._between = quiet, between
        self._stage = Bilingual("", "")
        self._start = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def stage(self, name: Bilingual) -> None:
        """Tell what is being done from now on."""
        self._stage = name

    def __enter__(self) -> Heartbeat:
        """Start counting."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Fall silent."""
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        wait = self._quiet
        while not self._ended.wait(wait):
            wait = self._between
            seconds = time.monotonic() - self._start
            words = _BUSY.say(self.taal).format(stage=self._stage.say(self.taal), seconds=seconds)
            click.echo(words, err=True)
