"""Audit: what was changed, by whom and when; appended, never edited."""
