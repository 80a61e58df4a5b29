"""Floor 3: a fictitious city from a seed. Pure: the random generator comes in as an argument."""

from veerkracht.demo.city import DEMO_SEED, Corporation, DemoCity, make_demo_city

__all__ = ["DEMO_SEED", "Corporation", "DemoCity", "make_demo_city"]
