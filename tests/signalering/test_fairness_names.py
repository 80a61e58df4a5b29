"""What the kinds of areas are called that a test of a forecast looks at apart."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from veerkracht.signalering.verwachting.fairness import strata

AREAS = 101


def names(*, taal: str = "nl", **columns: np.ndarray) -> list[str]:
    """Return the names of the strata of areas with these columns."""
    now = SimpleNamespace(
        names=tuple(columns),
        columns=np.stack(list(columns.values()), axis=1),
        deviation=np.linspace(1.0, 2.0, AREAS),
        last=np.ones(AREAS),
    )
    return [name.say(taal) for name, _ in strata(SimpleNamespace(now=now))]


def test_fifths_by_size_read_as_people_say_them():
    size = np.arange(AREAS, dtype=float)
    assert names(size=size) == [
        "de 20% kleinste gebieden",
        "20-40%, van klein naar groot",
        "40-60%, van klein naar groot",
        "60-80%, van klein naar groot",
        "de 20% grootste gebieden",
    ]
    assert names(size=size, taal="en")[0] == "the smallest 20% of areas"


def test_where_many_areas_are_alike_the_names_say_how_many_stand_together():
    stock = np.concatenate([np.zeros(50), np.arange(1.0, 52.0)])
    found = [name for name in names(**{"x:koopwoningen": stock}) if "koopwoningen" in name]
    assert found == ["de 60% laagste op koopwoningen", "60-80% op koopwoningen", "de 20% hoogste op koopwoningen"]


def test_a_figure_that_is_the_same_nearly_everywhere_makes_no_strata():
    stock = np.zeros(AREAS)
    stock[-3:] = 1.0
    assert not [name for name in names(**{"x:huurwoningen": stock}) if "huurwoningen" in name]


def test_without_a_size_areas_are_ordered_by_how_steady_they_are():
    assert names(other=np.ones(AREAS))[0] == "de 20% onrustigste gebieden"
