"""The atlas: everything that the map page shows of one place, level and year, as values that become JSON."""
