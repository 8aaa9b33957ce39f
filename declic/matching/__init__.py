"""See docs/house.md: the matching floor."""
