"""Watching feeds: polled politely, read as files are, remembered in the database."""

from app.feeds.addressed import read_address
from app.feeds.listing import FeedSource, read_listing
from app.feeds.making import fetch_policy, make_watcher
from app.feeds.polling import Checked
from app.feeds.watching import Watcher, WatchReport

__all__ = [
    "Checked",
    "FeedSource",
    "WatchReport",
    "Watcher",
    "fetch_policy",
    "make_watcher",
    "read_address",
    "read_listing",
]
