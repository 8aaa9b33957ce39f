"""See docs/house.md: the jobs floor."""
