"""Fetching from addresses that strangers chose: what is asked for, from whom, how much and for how long."""

from app.feeds.fetch.faults import FAULTS, FetchFault
from app.feeds.fetch.fetcher import Fetched, Fetcher
from app.feeds.fetch.policy import Policy
from app.feeds.fetch.target import Target, target_of

__all__ = ["FAULTS", "FetchFault", "Fetched", "Fetcher", "Policy", "Target", "target_of"]
