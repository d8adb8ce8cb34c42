"""Dateline: a self-hosted search API for news articles."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("dateline")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+source"
