"""Migrations of products."""
