"""See docs/house.md: the training floor."""
