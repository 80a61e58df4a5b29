"""Drawing: from the maps and charts of the report tree to clean SVG. Pure."""
