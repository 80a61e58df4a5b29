"""What the figures of a city tell of each number of the simulation (issue 6, point 3): Fisher information.

    python benchmarks/identified.py [--years 8] [--utrecht] [--write]

Lays side by side a city that measured who lives where and nuisance for some years, and one that measured moves as well
(turnover and inflow per buurt). In both something happened: homes demolished and built, effort paid. Prints
what is left of the doubt in each number, and whether `identified_by` of the shipped parameters says the same. Shares
are measured to half a point, nuisance to a tenth of a standard deviation, as in tests/stad/test_calibration_city.py.
The model counts as true, so that this is the most that such figures can tell; --utrecht also does the real Utrecht.
With --write what is found is kept in src/veerkracht/data/stad/information.toml, from which the docs tell it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.base import prepare
from veerkracht.stad.calibration import TOLD, Prior, information, with_values
from veerkracht.stad.calibration_figures import COMPOSITION, GROSS_FLOWS, Figure, figures_of
from veerkracht.stad.distribution import Shape
from veerkracht.stad.households import Segment
from veerkracht.stad.levers import nothing
from veerkracht.stad.meanfield import simulate
from veerkracht.stad.parameters import Evidence, central, draw, unidentified
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.importing import import_files
from veerkracht.workflows.scenario_city import demo_starting_city, starting_city
from veerkracht.workflows.scenario_files import load_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veerkracht.stad.city import City
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.parameters import ParameterSet

USUAL = (*COMPOSITION, Figure.NUISANCE)
ERROR = dict.fromkeys((*COMPOSITION, *GROSS_FLOWS), 0.005) | {Figure.NUISANCE: 0.1}
DRAWS = 200
KEPT = Path(__file__).resolve().parents[1] / "src" / "veerkracht" / "data" / "stad" / "information.toml"


def main() -> None:
    """Print both cities."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=8)
    parser.add_argument("--utrecht", action="store_true")
    parser.add_argument("--write", action="store_true", help="keep what was found")
    given = parser.parse_args()
    parameters = load_parameters()
    found = {"demo": report("demo", demo_starting_city().city, parameters, years=given.years)}
    shared = Path(os.environ.get("VEERKRACHT_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
    if given.utrecht and shared.is_dir():
        with tempfile.TemporaryDirectory() as home:
            warehouse, catalogue = Warehouse(Path(home)), load_catalogue()
            import_files([shared], warehouse=warehouse, catalogue=catalogue, retrieved=datetime.now(UTC).date())
            city = starting_city(warehouse, "GM0344", catalogue=catalogue).city
        found["Utrecht"] = report("Utrecht", city, parameters, years=given.years)
    if given.write:
        KEPT.write_text("\n".join(_lines(found)) + "\n", "utf-8")
        print(f"kept in {KEPT.name}")


def _lines(found: dict[str, dict[str, tuple[float, float]]]) -> Iterator[str]:
    yield "# What is left of the doubt in each number after years of figures: without, and with moves per buurt."
    yield "# Made by the command below; not written by hand."
    yield f'made = "{datetime.now(UTC).date().isoformat()}"'
    yield 'command = "python benchmarks/identified.py --years 8 --utrecht --write"'
    for city, numbers in found.items():
        yield from ("", f"[cities.{city}]")
        yield from (f"{name} = [{usual:.2f}, {flows:.2f}]" for name, (usual, flows) in numbers.items())


def report(name: str, city: City, parameters: ParameterSet, *, years: int) -> dict[str, tuple[float, float]]:
    """Print what the figures of one city tell, and return what is left of the doubt without and with flows."""
    levers, priors = _happened(city, years=years), _priors(parameters)
    middle = central(parameters)

    def told(which: tuple[Figure, ...]) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
        error = np.array([ERROR[one] for one in which])[:, None, None]
        names = [one.name for one in priors]
        found = information(
            lambda values: figures_of(simulate(prepare(city, with_values(middle, names, values)), levers), which),
            error=error,
            priors=priors,
        )
        return found.alone, found.together, found.told

    usual, flows = told(USUAL), told((*USUAL, *GROSS_FLOWS))
    print(f"\n{name}: {city.areas} areas, {years} years; what is left of the doubt (1 is all of it)")
    print(f"{'number':28}{'usual alone':>13}{'together':>10}{'flows alone':>13}{'together':>10}")
    for at, prior in enumerate(priors):
        print(f"{prior.name:28}{usual[0][at]:13.2f}{usual[1][at]:10.2f}{flows[0][at]:13.2f}{flows[1][at]:10.2f}")
    print(f"told (at most {TOLD} left) by usual figures {len(usual[2])}, with flows {len(flows[2])} of {len(priors)}")
    evidence = frozenset({Evidence.COMPOSITION, Evidence.SCORES})
    said = {
        "usual": {one.name for one in unidentified(parameters, having=evidence)},
        "flows": {
            one.name for one in unidentified(parameters, having=evidence | {Evidence.GROSS_FLOWS, Evidence.TURNOVER})
        },
    }
    for label, found in (("usual", usual), ("flows", flows)):
        wrong = sorted({one.name for one in priors} - said[label] - set(found[2]))
        more = sorted(said[label] & set(found[2]))
        print(f"{label}: called told, and not told here: {', '.join(wrong) or 'none'}")
        print(f"{label}: flagged as not told, and told here: {', '.join(more) or 'none'}")
    return {
        one.name: (float(before), float(after)) for one, before, after in zip(priors, usual[1], flows[1], strict=True)
    }


def _happened(city: City, *, years: int) -> Levers:
    """Return what happened: a twentieth of the cheap homes of the four largest areas replaced, and effort in eight."""
    levers = nothing(years=years, areas=city.areas)
    order = np.argsort(-city.dwellings[Segment.CHEAP], kind="stable")
    for area in order[:4]:
        number = int(city.dwellings[Segment.CHEAP, area] * 0.05)
        levers.demolished[1:4, Segment.CHEAP, area] = number
        levers.built[2:5, Segment.OWNED, area] = number
    levers.built[1:5, Segment.CHEAP, order[8]] = 60
    levers.safety[:, order[4:8]] = 3.0
    levers.support[:, order[8:12]] = 3.0
    return levers


def _priors(parameters: ParameterSet) -> list[Prior]:
    """Return what is believed of each uncertain number that is on; of a field of several, of one factor for all."""
    middle = central(parameters)
    drawn = [draw(parameters, seed=1, run=run) for run in range(DRAWS)]
    found = []
    for one in parameters.parameters.values():
        is_on = not one.switch or parameters.switches[one.switch].on
        if one.distribution.shape is Shape.FIXED or not is_on or one.follows:
            continue
        centre = np.atleast_1d(getattr(middle, one.name))
        values = np.array([np.atleast_1d(getattr(each, one.name)).mean() for each in drawn])
        if len(centre) > 1:
            found.append(Prior(name=one.name, middle=1.0, spread=float(values.std() / centre.mean())))
        elif values.std() > 0:
            found.append(Prior(name=one.name, middle=float(centre[0]), spread=float(values.std())))
    return found


if __name__ == "__main__":
    main()
