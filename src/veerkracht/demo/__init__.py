"""Floor 3: a fictitious city from a seed. Pure: the random generator comes in as an argument."""
