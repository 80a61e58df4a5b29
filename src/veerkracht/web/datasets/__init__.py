"""Datasets: open data kept fresh, and an organisation's own tables."""
