"""Reading, normalising and deciding: from bytes to articles, without touching the store."""
