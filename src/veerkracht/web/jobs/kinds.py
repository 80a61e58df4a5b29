"""Which kinds of long work there are; an app registers its own when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.module_loading import import_string

from veerkracht.errors.web import UnknownJobKindError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from veerkracht.facts.language import Bilingual
    from veerkracht.web.jobs.models import Job
    from veerkracht.web.workspace.roles import Act


class Reporter(Protocol):
    """What a job tells while it runs. Every call raises `JobStoppedError` once someone asked it to stop."""

    def progress(self, share: float | None, step: Bilingual | str) -> None:
        """Say how much is done (0 to 1, None if unknown) and what it does now."""

    def line(self, text: Bilingual | str) -> None:
        """Add a line to the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """One kind of long work.

    Attributes:
        code: fixed name.
        name: for people.
        run: does the work of a job, tells how far it is, returns plain values to keep as its result. It may run
            twice if a worker dies, so it must not do harm the second time.
        act: the right that it takes to ask for it again; None if a page cannot.
        about: says what a job makes, for people, such as "QuickScan van Utrecht"; None for the name of the kind.
        page: gives the address of what came of a job that is done; None if there is none but the job itself.
    """

    code: str
    name: StrPromise
    run: Callable[[Job, Reporter], Mapping[str, object]]
    act: Act | None = None
    about: Callable[[Job], str] | None = None
    page: Callable[[Job], str] | None = None


_KINDS: dict[str, JobKind] = {}


@dataclass(frozen=True, slots=True)
class Later:
    """A function by its name, loaded when it is first called.

    The work of a kind of job loads the whole method, which takes seconds; who only asks which kinds there are need not
    wait for that.

    Attributes:
        name: full name, for example `veerkracht.web.products.work.make_quickscan`.
    """

    name: str

    def __call__(self, *given: Any) -> Any:
        """Call the function."""
        return import_string(self.name)(*given)


def register(kind: JobKind) -> None:
    """Add a kind; a later one of the same code takes its place."""
    _KINDS[kind.code] = kind


def kind_of(code: str) -> JobKind:
    """Return a kind by its fixed name.

    Raises:
        UnknownJobKindError: if there is none.
    """
    if code not in _KINDS:
        raise UnknownJobKindError(code, known=sorted(_KINDS))
    return _KINDS[code]


def is_known(code: str) -> bool:
    """Return whether there is such a kind."""
    return code in _KINDS


def kind_name(code: str) -> str:
    """Return what people call a kind; the fixed name for one that is no longer there."""
    return str(_KINDS[code].name) if code in _KINDS else code
