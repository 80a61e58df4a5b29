"""Commands that a manager of an installation runs."""
