"""Floor 4: the whole city. A yearly simulation of households, homes and areas that keeps its books. Pure."""
