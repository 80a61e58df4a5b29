"""How often groups are told where there are none, and found where there are, over many made-up rooms.

    python benchmarks/opinies.py [--rooms 400]

Prints the share of rooms in which groups are told with its 95% interval (Wilson), beside the share in which k-means
alone would show groups (always: it has no answer for none).
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

# The rooms are those of the tests, so that both speak of the same people.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.wijkschets.opinion_cases import room

from veerkracht.wijkschets.consensus import share_interval
from veerkracht.wijkschets.grouping import groupings
from veerkracht.wijkschets.opinions import PERMUTATIONS, tell_groups

NO_GROUPS: dict[str, dict[str, float]] = {
    "everyone by themselves": {},
    "uneven missing votes": {"uneven": True},
    "some say yes to everything (sd 1)": {"yes_sayers": 1.0},
    "strong yea-sayers (sd 2)": {"yes_sayers": 2.0},
    "uneven and yea-sayers (sd 1)": {"uneven": True, "yes_sayers": 1.0},
}
TWO_CAMPS: dict[str, dict[str, float]] = {
    "3 of 20 divided": {"divided": 3},
    "5 of 20 divided": {"divided": 5},
    "5 of 20 divided, uneven missing votes": {"divided": 5, "uneven": True},
    "5 of 20 divided, yea-sayers (sd 1)": {"divided": 5, "yes_sayers": 1.0},
    "8 of 20 divided": {"divided": 8},
    "8 of 20 divided, uneven missing votes": {"divided": 8, "uneven": True},
}


def told_in(rooms: int, how: dict[str, float]) -> tuple[int, int]:
    """Return in how many rooms groups are told, and in how many k-means makes any."""
    told = made = 0
    for at in range(rooms):
        votes = room(np.random.default_rng([11, at]), **how)  # type: ignore[arg-type]  # one dict of flags and numbers
        made += bool(groupings(votes, generator=np.random.default_rng(at)))
        answer = tell_groups(votes, permutations=PERMUTATIONS, generator=np.random.default_rng(at))
        told += answer.grouping is not None
    return told, made


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=400)
    rooms = parser.parse_args().rooms
    print(f"{rooms} rooms of 30 people and 20 statements each; {PERMUTATIONS} permutations")
    for heading, kinds in (("no groups: false alarms", NO_GROUPS), ("two camps: found", TWO_CAMPS)):
        print(f"\n{heading}")
        for name, how in kinds.items():
            start = time.perf_counter()
            told, made = told_in(rooms, how)
            low, high = share_interval(told, rooms)
            print(
                f"  {name:40} {told / rooms:6.1%} ({low:.1%} - {high:.1%})   k-means alone {made / rooms:4.0%}"
                f"   {(time.perf_counter() - start) / rooms:.2f} s a room",
                flush=True,
            )


if __name__ == "__main__":
    main()
