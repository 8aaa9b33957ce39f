"""See docs/house.md: the signoff floor."""
