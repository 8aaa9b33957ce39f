"""See docs/house.md: the chain floor."""
