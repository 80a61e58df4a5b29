"""Tables of wijkschetsen."""
