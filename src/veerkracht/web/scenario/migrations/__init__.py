"""Tables of wijkscenarioen."""
