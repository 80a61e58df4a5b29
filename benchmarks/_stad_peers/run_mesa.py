"""Mesa: an object per household that draws from a table of its type, and again where an area is full."""

import mesa
import numpy as np
from step import measure, utility


class Household(mesa.Agent):
    """A household of a kind in an area."""

    def __init__(self, model, kind, zone):
        super().__init__(model)
        self.kind, self.zone = kind, zone

    def decide(self):
        """Give up the home, with the chance of the kind."""
        model = self.model
        if model.rate[self.kind] > model.random.random():
            model.occupied[self.zone] -= 1
            model.movers.append(self)

    def settle(self):
        """Choose an area with room."""
        model = self.model
        table = model.table[self.kind]
        while True:
            zone = int(table.searchsorted(model.random.random()))
            if model.occupied[zone] < model.cap[zone]:
                break
        model.occupied[zone] += 1
        self.zone = zone


class Moving(mesa.Model):
    """One year."""

    def __init__(self, city):
        super().__init__(rng=1)
        chance = np.exp(utility(city))
        self.table = list((chance / chance.sum(axis=1, keepdims=True)).cumsum(axis=1))
        for row in self.table:
            row[-1] = 1.0
        self.cap, self.rate = city["cap"].tolist(), city["rate"].tolist()
        self.occupied = np.bincount(city["zone"], minlength=len(self.cap)).tolist()
        self.movers = []
        for kind, zone in zip(city["kind"].tolist(), city["zone"].tolist(), strict=True):
            Household(self, kind, zone)

    def year(self):
        """Let all decide, and who moves settle in an order by lot."""
        self.agents.do("decide")
        self.random.shuffle(self.movers)
        for household in self.movers:
            household.settle()


def run(city):
    model = Moving(city)

    def step():
        model.year()
        return np.repeat(np.arange(len(model.occupied)), model.occupied), len(model.movers)

    return step


measure(f"Mesa {mesa.__version__}", run)
