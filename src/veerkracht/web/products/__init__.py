"""Products: QuickScans and backtests, made and kept."""
