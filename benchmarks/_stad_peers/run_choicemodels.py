"""ChoiceModels: a lottery in rounds among the movers of a batch, over all areas with room."""

import contextlib
import io
from importlib.metadata import version

import numpy as np
import pandas as pd
from choicemodels.mnl import MultinomialLogitResults
from choicemodels.tools import MergedChoiceTable, iterative_lottery_choices
from step import INCOMES, WEIGHTS, WITH_INCOME, measure

COEFFICIENTS = {**WEIGHTS, **WITH_INCOME}
BATCH = 20_000  # of 5,000 to all at once, the fastest here


def table(movers, areas, intx_ops=None):
    merged = MergedChoiceTable(movers, areas)
    merged.sample_size = len(areas)
    return merged


def run(city):
    np.random.seed(0)  # noqa: NPY002  # it draws from the state of all of numpy
    rng = np.random.default_rng(2)
    areas = len(city["cap"])
    people = pd.DataFrame({"inc": city["kind"] % INCOMES - 2.0, "k": city["kind"], "zone": city["zone"]})
    people.index.name = "hh_id"
    model = MultinomialLogitResults(" + ".join(COEFFICIENTS) + " - 1", fitted_parameters=list(COEFFICIENTS.values()))

    def step():
        moving = rng.random(len(people)) < city["rate"][people.k.values]
        free = city["cap"] - np.bincount(people.zone.values[~moving], minlength=areas)
        zones = pd.DataFrame({name: city[name] for name in ("res", "nui", "price")} | {"free": free})
        zones.index.name = "zone_id"
        with contextlib.redirect_stdout(io.StringIO()):
            found = iterative_lottery_choices(
                people.loc[moving, ["inc"]],
                zones,
                table,
                model.probabilities,
                alt_capacity="free",
                chooser_batch_size=BATCH,
            )
        people.loc[found.index, "zone"] = found.values.astype(np.int64)
        return people.zone.values, int(moving.sum())

    return step


measure(f"ChoiceModels {version('choicemodels')}", run)
