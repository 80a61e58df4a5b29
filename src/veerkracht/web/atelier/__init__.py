"""Gebiedsateliers: people look at the map together, add what the figures do not know, and see what they share."""
