"""The store of articles: SQLite through SQLModel, made and changed by migrations."""

from app.articles.feeds import FeedStore
from app.articles.store import ArticleStore, Gap, SourceSummary, Version
from app.articles.writing import Transaction, Written

__all__ = ["ArticleStore", "FeedStore", "Gap", "SourceSummary", "Transaction", "Version", "Written"]
