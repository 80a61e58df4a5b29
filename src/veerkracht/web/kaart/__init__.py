"""Kaart: the maps of a city and of the country."""
