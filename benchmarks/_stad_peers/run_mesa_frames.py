"""mesa-frames: columns of polars; all draw at once, who is too many in an area draws again."""

from importlib.metadata import version

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF
from step import measure, utility


class Households(AgentSetPolars):
    """All households, as columns."""

    def __init__(self, model, city):
        super().__init__(model)
        number = pl.arange(len(city["kind"]), eager=True)
        self += pl.DataFrame(
            {"unique_id": number, "k": city["kind"].astype(np.int16), "z": city["zone"].astype(np.int16)}
        )

    def step(self):
        """Let the year pass."""
        model, areas = self.model, len(self.model.cap)
        rng = np.random.default_rng(5)
        kind, zone = self.agents["k"].to_numpy(), self.agents["z"].to_numpy().copy()
        movers = np.flatnonzero(rng.random(len(kind)) < model.rate[kind])
        model.occupied -= np.bincount(zone[movers], minlength=areas)
        left = rng.permutation(movers)
        while left.size:
            table = (model.weight * (model.occupied < model.cap)).cumsum(axis=1)
            table /= table[:, -1:]
            chosen = np.empty(left.size, dtype=np.int64)
            for k in range(len(table)):
                mine = kind[left] == k
                chosen[mine] = table[k].searchsorted(rng.random(int(mine.sum())), side="right")
            order = np.argsort(chosen, kind="stable")
            sorted_ = chosen[order]
            rank = np.arange(sorted_.size) - np.searchsorted(sorted_, np.arange(areas))[sorted_]
            fits = rank < (model.cap - model.occupied)[sorted_]
            zone[left[order[fits]]] = sorted_[fits]
            model.occupied += np.bincount(sorted_[fits], minlength=areas)
            left = rng.permutation(left[order[~fits]])
        self["z"] = pl.Series(zone)
        model.moved = movers.size


class Moving(ModelDF):
    """One year."""

    def __init__(self, city):
        super().__init__()
        self.cap, self.rate, self.weight = city["cap"], city["rate"], np.exp(utility(city))
        self.occupied = np.bincount(city["zone"], minlength=len(self.cap))
        self.agents += Households(self, city)

    def step(self):
        """Let the year pass."""
        self.agents.do("step")


def run(city):
    model = Moving(city)

    def step():
        model.step()
        return np.repeat(np.arange(len(model.cap)), model.occupied), model.moved

    return step


measure(f"mesa-frames {version('mesa-frames')}", run)
