"""Demo: the fictitious city with people, a trajectory and a tour, so that a visitor can try everything."""
