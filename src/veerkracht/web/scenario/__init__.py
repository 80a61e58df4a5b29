"""Scenario: what would be done in a city, its answer beside 'as today', its runs, and scenarios beside each other."""
