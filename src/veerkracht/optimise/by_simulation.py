"""What a mix of packages brings by the simulation, and what each other package would add: for `rounds`.

The slopes come from one gradient of the mean field over all levers at once: what a package adds in place of the one
that an area has is the slope along the difference of their levers.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.optimise import PackageShapeError
from veerkracht.stad.adjoint import Objective, gradient, tape
from veerkracht.stad.field_state import Memory, memory_of
from veerkracht.stad.levers import Levers
from veerkracht.stad.meanfield import simulate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.base import Base

    Table = NDArray[np.float64]
    Package = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageLevers:
    """What each package does in its area, as levers; it adds to what is done anyway.

    Attributes:
        support, safety, meeting, quality: effort, shape (areas, packages, years), in the unit of `Levers`.
        built, demolished: homes, shape (areas, packages, years, segments).
        conversion: shape (areas, packages, years, conversions).
        steer: shape (areas, packages, years, reliances).
    """

    support: Table
    safety: Table
    meeting: Table
    quality: Table
    built: Table
    demolished: Table
    conversion: Table
    steer: Table

    def in_place(self, package: Package) -> dict[str, Table]:
        """Return the levers of a choice of one package for each area, by name, in the shapes of `Levers`."""
        areas = np.arange(len(package))
        return {item.name: np.moveaxis(getattr(self, item.name)[areas, package], 0, -1) for item in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class BySimulation:
    """Packages whose gain is simulated with the mean field; not asked by two at the same time.

    Attributes:
        base: the city with one draw of the coefficients.
        before: what is done anyway.
        packages: what can be chosen.
        objective: what counts, more is better: of a trajectory, its value and how much each number in it counts.
        memories: that runs, and gradients, work in.
    """

    base: Base
    before: Levers
    packages: PackageLevers
    objective: Objective
    memories: tuple[Memory, Memory]

    def levers(self, package: Package) -> Levers:
        """Return the policy of a choice; shape of the choice (areas,)."""
        done = {item.name: getattr(self.before, item.name) for item in fields(Levers)}
        return Levers(**done | {name: done[name] + more for name, more in self.packages.in_place(package).items()})

    def gain(self, package: Package) -> float:
        """Return the value of a choice."""
        return self.objective(simulate(self.base, self.levers(package), memory=self.memories[0]))[0]

    def slopes(self, package: Package) -> Table:
        """Return what each package would add in place of the one that its area has, shape (areas, packages)."""
        steep = gradient(self.base, self.levers(package), self.objective, memory=self.memories[1]).levers
        table = np.zeros(self.packages.support.shape[:2])
        for item in fields(self.packages):
            by_area = np.moveaxis(getattr(steep, item.name), -1, 0)
            values = getattr(self.packages, item.name)
            table += np.einsum("apn,an->ap", values.reshape(*table.shape, -1), by_area.reshape(len(table), -1))
        return np.asarray(table - table[np.arange(len(table)), package][:, None])


def by_simulation(base: Base, *, before: Levers, packages: PackageLevers, objective: Objective) -> BySimulation:
    """Return packages whose gain is simulated.

    Args:
        base: the city with one draw of the coefficients.
        before: what is done anyway; its years and areas are those of the packages.
        packages: what can be chosen.
        objective: what counts, more is better.

    Raises:
        PackageShapeError: if the levers of packages are not of these years and areas.
    """
    known = {item.name: getattr(before, item.name) for item in fields(Levers)}
    choices = packages.support.shape[:2]
    for item in fields(packages):
        one = known[item.name]
        wanted, found = (base.city.areas, choices[1], *one.shape[:-1]), getattr(packages, item.name).shape
        if found != wanted:
            raise PackageShapeError(item.name, found=found, wanted=wanted)
    return BySimulation(
        base=base,
        before=before,
        packages=packages,
        objective=objective,
        memories=(memory_of(base), tape(base, years=before.years)),
    )
