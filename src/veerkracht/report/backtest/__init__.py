"""How good a forecast is, told from its tests on the past: the answer first, then the numbers, then the method."""
