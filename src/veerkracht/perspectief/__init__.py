"""Handelingsperspectieven: what can be done in a wijk, what is known of it, and the mix that people choose."""
