"""Serving: one command that brings up the tables, the worker and the pages."""
