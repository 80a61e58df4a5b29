"""Werkbank: choosing and weighing indicators."""
