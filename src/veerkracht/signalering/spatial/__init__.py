"""Spatial statistics: do areas that are alike lie together, do they move together, do residents live apart (ADR 9)."""
