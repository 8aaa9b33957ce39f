"""See docs/house.md: the curriculum floor."""
