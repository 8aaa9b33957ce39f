"""See docs/house.md: the certification floor."""
