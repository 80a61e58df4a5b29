"""Floor 2: areas, periods, indicators, provenance and the tables that hold them. Pure."""
