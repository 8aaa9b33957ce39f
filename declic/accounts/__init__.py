"""See docs/house.md: the accounts floor."""
