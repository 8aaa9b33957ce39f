"""What only PostgreSQL knows is not asked of SQLite."""

from tests import databases

collect_ignore = [] if databases.KIND == "postgresql" else ["test_grants.py"]
