"""Wijkschetsen: made from an atelier, edited line by line, published in versions, signed by parties."""
