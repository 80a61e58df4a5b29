"""Which designs a trajectory has: those that come with Veerkracht and suit the figures, and its own versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from veerkracht.errors.design import UnknownDesignError
from veerkracht.index.design_toml import parse_design
from veerkracht.web.werkbank.models import DesignVersion, StandardDesign
from veerkracht.workflows.indexing import design_text, load_design, shipped_designs
from veerkracht.workflows.opening import shipped_catalogue
from veerkracht.workflows.quickscan_indices import DESIGN

if TYPE_CHECKING:
    import uuid

    from veerkracht.facts.language import Taal
    from veerkracht.index.design import IndexDesign
    from veerkracht.web.workspace.models import Trajectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A design that a trajectory can work with.

    Attributes:
        key: in addresses: the code of a shipped design, or the number of a version.
        version: None for a shipped design.
        is_standard: whether the trajectory works with it.
    """

    key: str
    version: DesignVersion | None = field(repr=False)
    is_standard: bool

    @property
    def design(self) -> IndexDesign:
        """The design itself.

        Raises:
            DesignError: if a kept text can no longer be read.
        """
        return _shipped(self.key) if self.version is None else _parsed(self.version.pk)

    @property
    def text(self) -> str:
        """The design as TOML."""
        return design_text(self.key) if self.version is None else self.version.text

    def name(self, taal: Taal) -> str:
        """Return what people call it."""
        return self.design.name.say(taal) if self.version is None else self.version.name


def designs_of(trajectory: Trajectory) -> tuple[Choice, ...]:
    """Return the designs of a trajectory: the shipped ones, then its versions, newest first."""
    standard = standard_of(trajectory)
    shipped = [Choice(key=code, version=None, is_standard=code == standard) for code in _usable()]
    versions = DesignVersion.objects.filter(trajectory=trajectory).select_related("by")
    own = [
        Choice(key=str(one.number), version=one, is_standard=str(one.number) == standard)
        for one in versions.defer("text")
    ]
    return (*shipped, *own)


def design_of(trajectory: Trajectory, key: str = "") -> Choice:
    """Return one design of a trajectory; the one that it works with if no key is given.

    Raises:
        UnknownDesignError: if the trajectory has no such design.
    """
    standard = standard_of(trajectory)
    asked = key or standard
    if asked in _usable():
        return Choice(key=asked, version=None, is_standard=asked == standard)
    if asked.isascii() and asked.isdigit() and len(asked) < 9:
        found = DesignVersion.objects.select_related("by").filter(trajectory=trajectory, number=int(asked)).first()
        if found is not None:
            return Choice(key=str(found.number), version=found, is_standard=str(found.number) == standard)
    raise UnknownDesignError(asked[:60], available=[one.key for one in designs_of(trajectory)])


def standard_of(trajectory: Trajectory) -> str:
    """Return the key of the design that a trajectory works with."""
    found = StandardDesign.objects.filter(trajectory=trajectory).first()
    return found.design if found is not None else DESIGN


@cache
def _usable() -> tuple[str, ...]:
    """Return the shipped designs on figures of our catalogue, ours first; the others only test the method."""
    catalogue = shipped_catalogue()
    there = [code for code in shipped_designs() if all(leaf.code in catalogue for leaf in _shipped(code).indicators)]
    return tuple(sorted(there, key=lambda code: (code != DESIGN, code)))


@cache
def _shipped(code: str) -> IndexDesign:
    return load_design(code)


@lru_cache(maxsize=64)
def _parsed(version: uuid.UUID) -> IndexDesign:
    # A version never changes, so that what was read once stays right.
    return parse_design(DesignVersion.objects.values_list("text", flat=True).get(pk=version))
