"""Pages of wijkschetsen."""
