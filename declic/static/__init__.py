"""See docs/house.md: the static floor."""
