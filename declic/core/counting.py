"""How many there are, in the English of the command line."""


def counted(number: int, thing: str, things: str = "") -> str:
    """The number with its noun: "1 row", "2 rows"."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"
