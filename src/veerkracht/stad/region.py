"""How those who leave for the region divide over its gemeenten: more to a larger and to a nearer one.

Households of the gemeente, divided by a power of the distance as the crow flies: the form of CBS and RPB (2005),
Regionale verschillen in migratie over korte afstand: een ruimtelijk interactiemodel, Bevolkingstrends, as in the
forecasting model PEARL. The power is an assumption with a range (`region_distance` of the parameters).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.city import City

    Grid = NDArray[np.float64]

NEAREST_KM: Final = 1.0  # nearer than this, distance says nothing


def region_is_known(city: City) -> bool:
    """Return whether place and households of all gemeenten of the region are known, so that they can be weighed."""
    households = city.region_households
    return (
        len(city.region) > 1
        and households is not None
        and bool(np.isfinite(households).all() and (households > 0).any() and np.isfinite(city.region_centres).all())
    )


def region_weights(city: City, *, friction: float) -> Grid:
    """Return the share of each gemeente in what goes to the region and comes from it, shape (region,); sums to 1.

    Equal parts where place or households of a gemeente are not known.

    Args:
        city: with the gemeenten around.
        friction: power of the distance.
    """
    households = city.region_households
    if households is None or not region_is_known(city):
        return np.full(len(city.region), 1.0 / len(city.region))
    middle = np.average(city.centres, axis=0, weights=city.households.sum(axis=(0, 1)) + 1e-9)
    away = np.sqrt(((city.region_centres - middle) ** 2).sum(axis=1))
    weight = households / np.maximum(away, NEAREST_KM) ** friction
    return np.asarray(weight / weight.sum())
