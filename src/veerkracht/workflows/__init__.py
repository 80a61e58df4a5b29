"""Floor 8: what the faces ask for; the only place where the method and the adapters meet."""
