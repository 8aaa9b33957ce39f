"""Leaving and looking back: one's own data, erasure, retention, and the reader of the record."""
