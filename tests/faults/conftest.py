"""A fresh database of each engine."""

from __future__ import annotations

from tests.stores import postgres, postgres_url, sqlite_url

__all__ = ["postgres", "postgres_url", "sqlite_url"]
