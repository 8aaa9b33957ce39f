"""See docs/house.md: the practice floor."""
