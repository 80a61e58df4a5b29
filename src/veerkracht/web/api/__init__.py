"""Api: the figures for other programs."""
