"""Floor 5: the best mix. One package of measures for each buurt, under budgets, floors and doubt. Pure."""
