"""Values that travel between layers. Frozen, without behaviour that does I/O."""

from app.values.article import Article, Moment, Precision, StoredArticle

__all__ = ["Article", "Moment", "Precision", "StoredArticle"]
