"""The embedded engine, on Whoosh. Nothing outside this folder imports Whoosh."""

from app.search.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
