"""Werkbanken kept open: the figures of a country are prepared once, for all who see the same figures."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veerkracht.web.kaart.figures import figures_for
from veerkracht.workflows.werkbank_opened import Workshop

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from veerkracht.facts.areas import Level
    from veerkracht.web.accounts.models import User
    from veerkracht.web.kaart.figures import Figures
    from veerkracht.web.werkbank.designs import Choice
    from veerkracht.web.workspace.models import Trajectory
    from veerkracht.workflows.quickscan_country import Country
    from veerkracht.workflows.werkbank import Werkbank

MOST_COUNTRIES, MOST_BENCHES = 4, 24

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """The werkbanken of one set of figures.

    Attributes:
        country: kept, so that no other can come to stand in its place.
        lock: the first who opens prepares the figures; others wait for that instead of doing it too.
    """

    country: Country
    workshop: Workshop
    benches: OrderedDict[_Key, Werkbank] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_HELD: OrderedDict[int, _Held] = OrderedDict()
_LOCK = threading.Lock()


def bench_for(
    user: User | AnonymousUser, trajectory: Trajectory, *, level: Level, gemeente: str, choice: Choice
) -> Werkbank:
    """Return the werkbank of a design, with the figures that a person may see in a trajectory.

    Raises:
        DataError, WerkbankError, DesignError, WarehouseError, OwnStoreError: as for `Workshop.open`.
    """
    held = _held(figures_for(user, trajectory))
    design = choice.key if choice.version is None else str(choice.version.pk)
    key = (level.value, gemeente, design)
    with held.lock:
        found = held.benches.get(key)
        if found is None:
            found = held.benches[key] = held.workshop.open(level, gemeente=gemeente, design=choice.design)
        held.benches.move_to_end(key)
        while len(held.benches) > MOST_BENCHES:
            held.benches.popitem(last=False)
        return found


def is_ready(user: User | AnonymousUser, trajectory: Trajectory, *, level: Level) -> bool:
    """Return whether the werkbank of a level opens in a blink, with the figures that a person may see.

    Raises:
        WarehouseError, OwnStoreError: if the stored data cannot be read.
    """
    return _held(figures_for(user, trajectory)).workshop.is_ready(level)


def _held(figures: Figures) -> _Held:
    country = figures.country
    with _LOCK:
        found = _HELD.get(id(country))
        if found is None:
            found = _HELD[id(country)] = _Held(country=country, workshop=figures.workshop())
        _HELD.move_to_end(id(country))
        while len(_HELD) > MOST_COUNTRIES:
            _HELD.popitem(last=False)
        return found
