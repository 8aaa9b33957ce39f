"""See docs/house.md: the certificates floor."""
