"""See docs/house.md: the workshops floor."""
