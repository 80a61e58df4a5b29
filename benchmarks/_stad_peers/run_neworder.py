"""neworder: arrays of pandas, and its own sampler of categories in C++; one round for all of a type at once."""

from importlib.metadata import version

import neworder as no
import numpy as np
import pandas as pd
from step import TYPES, measure, utility


class Moving(no.Model):
    """One year."""

    def __init__(self, city):
        super().__init__(no.LinearTimeline(0, 1, 1), no.MonteCarlo.deterministic_identical_stream)
        self.city, self.weight = city, np.exp(utility(city))
        self.people = pd.DataFrame({"k": city["kind"].astype(int), "z": city["zone"]})
        self.occupied = np.bincount(city["zone"], minlength=len(city["cap"]))

    def step(self):
        """Let the year pass."""
        cap, areas = self.city["cap"], len(self.city["cap"])
        kind, zone = self.people.k.to_numpy(), self.people.z.to_numpy().copy()
        movers = np.flatnonzero(self.mc.hazard(self.city["rate"][kind]))
        self.occupied -= np.bincount(zone[movers], minlength=areas)
        left = movers[np.argsort(self.mc.ustream(movers.size))]
        while left.size:
            weight, unhoused = self.weight * (self.occupied < cap), []
            for k in range(TYPES):
                mine = left[kind[left] == k]
                if not mine.size:
                    continue
                choice = self.mc.sample(mine.size, weight[k] / weight[k].sum())
                order = np.argsort(choice, kind="stable")
                chosen = choice[order]
                rank = np.arange(chosen.size) - np.searchsorted(chosen, np.arange(areas))[chosen]
                fits = rank < (cap - self.occupied)[chosen]
                zone[mine[order[fits]]] = chosen[fits]
                self.occupied += np.bincount(chosen[fits], minlength=areas)
                unhoused.append(mine[order[~fits]])
                weight[:, self.occupied >= cap] = 0.0
            left = np.concatenate(unhoused)
        self.people["z"] = zone
        self.moved = movers.size


def run(city):
    model = Moving(city)

    def step():
        model.step()
        return model.people.z.to_numpy(), model.moved

    return step


measure(f"neworder {version('neworder')}", run)
