"""See docs/house.md: the safeguarding floor."""
