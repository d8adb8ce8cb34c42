"""Watching wired up: what the settings say, made into what does it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from random import SystemRandom

import app
from app.articles import FeedStore
from app.feeds.fetch import Fetcher, Policy
from app.feeds.listing import FeedSource
from app.feeds.pace import Pace
from app.feeds.pages import Pages
from app.feeds.robots import Robots
from app.feeds.watching import Tools, Watcher, WatchReport, page_reader
from app.pipeline import Pipeline
from app.settings import Settings

#: Our name, to servers and in robots.txt.
NAME = "Dateline"


def fetch_policy(settings: Settings) -> Policy:
    """What may be fetched, as the settings say."""
    contact = f"; +{settings.fetch_contact}" if settings.fetch_contact else ""
    return Policy(
        user_agent=f"{NAME}/{app.__version__} (news archive{contact})",
        ports=frozenset(int(port) for port in settings.fetch_ports.split(",")),
        private_hosts=frozenset(
            host for given in settings.fetch_private_hosts.split(",") if (host := given.strip().lower())
        ),
        max_bytes=settings.fetch_max_bytes,
        total=settings.fetch_timeout,
    )


def make_watcher(
    feeds: Sequence[FeedSource],
    report: WatchReport,
    *,
    settings: Settings,
    states: FeedStore,
    pipeline: Pipeline,
    writing: Callable[[], AbstractContextManager[None]],
    clock: Callable[[], datetime],
) -> Watcher:
    """A watcher of ``feeds``; ``writing`` gives the writer lock."""
    fetcher = Fetcher(fetch_policy(settings))
    pace = Pace(settings.fetch_delay, fetcher.stopped)
    robots = Robots(fetcher, pace, NAME)
    tools = Tools(
        states=states,
        pipeline=pipeline,
        fetcher=fetcher,
        pace=pace,
        pages=Pages(fetcher, pace, robots, page_reader(pipeline), settings.fetch_pages),
        writing=writing,
        clock=clock,
        chance=SystemRandom().random,
        parallel=settings.fetch_parallel,
    )
    return Watcher(feeds, tools, report)
