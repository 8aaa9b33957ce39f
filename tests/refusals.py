"""What is expected where something is refused."""

from typing import Any

import pytest

from declic.core.errors import Refused


def refused(*codes: str) -> Any:
    """For these reasons, in this order, and for no other."""
    return pytest.raises(Refused, match=f"^{', '.join(codes)}$")
