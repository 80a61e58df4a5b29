"""What is said of a scenario of a whole city: the answer, results beside each other, as values and as words."""
