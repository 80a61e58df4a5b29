"""Floor 3: composite indices: treat, normalise, weigh, aggregate, trace, uncertainty. Pure."""
