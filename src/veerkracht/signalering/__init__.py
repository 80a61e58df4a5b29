"""Floor 3: what developed, the nine maps, comparison and priorities. Pure."""
