"""UrbanSim: the free homes are the alternatives, one type after another, as an aggregate choice."""

from importlib.metadata import version

import numpy as np
import pandas as pd
from step import INCOMES, TYPES, WEIGHTS, WITH_INCOME, measure
from urbansim.models import RelocationModel, dcm

COEFFICIENTS = {**WEIGHTS, **WITH_INCOME}
FORMULA = " + ".join(COEFFICIENTS) + " - 1"


def run(city):
    np.random.seed(0)  # noqa: NPY002  # it draws from the state of all of numpy
    areas = len(city["cap"])
    people = pd.DataFrame(
        {"inc": city["kind"] % INCOMES - 2.0, "k": city["kind"].astype(int), "zone": city["zone"]},
        index=pd.Index(np.arange(len(city["kind"])), name="hh_id"),
    )
    rates = pd.DataFrame({"k": np.arange(TYPES), "probability_of_relocating": city["rate"]})
    fitted = pd.DataFrame({"Coefficient": COEFFICIENTS, "Std. Error": 1.0, "T-Score": 1.0})

    def step():
        moving = RelocationModel(rates, "probability_of_relocating").find_movers(people)
        stays = np.ones(len(people), dtype=bool)
        stays[moving] = False
        unit = np.repeat(np.arange(areas), city["cap"] - np.bincount(people.zone.values[stays], minlength=areas))
        homes = pd.DataFrame({name: city[name][unit] for name in ("res", "nui", "price")})
        homes.index.name = "unit_id"
        free, chosen, movers = np.ones(len(homes), dtype=bool), [], people.loc[moving]
        for kind in np.random.default_rng(2).permutation(TYPES):
            mine = movers[movers.k == kind]
            if not len(mine):
                continue
            model = dcm.MNLDiscreteChoiceModel(
                FORMULA, int(free.sum()), probability_mode="single_chooser", choice_mode="aggregate"
            )
            model.fit_parameters = fitted
            found = model.predict(mine, homes[free])
            chosen.append(found)
            free[found.values.astype(int)] = False
        choice = pd.concat(chosen)
        people.loc[choice.index, "zone"] = unit[choice.values.astype(int)]
        return people.zone.values, len(moving)

    return step


measure(f"UrbanSim {version('urbansim')} (aggregate)", run)
