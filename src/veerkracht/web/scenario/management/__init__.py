"""Commands of the app scenario."""
