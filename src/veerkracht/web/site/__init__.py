"""Site: pages that belong to no part, and what all templates share."""
