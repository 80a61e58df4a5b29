"""The web application: one place for a city's work. Pages ask workflows; changes go through actions."""
