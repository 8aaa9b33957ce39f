"""The WSGI entry of these tests: the application as it is, by a clock that was set elsewhere.

Nothing in the application can be told another time; this file stands in the tests, and no installation has it.
"""

import os
from datetime import UTC, datetime, timedelta

from declic import create_app
from declic.core import clock

AHEAD = timedelta(seconds=float(os.environ["BLACKBOX_AHEAD"]))
clock.now = lambda: datetime.now(UTC) + AHEAD
app = create_app()
