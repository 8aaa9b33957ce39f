"""See docs/house.md: the home floor."""
