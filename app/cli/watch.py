"""``dateline watch``: what it shows while feeds are watched."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from app.cli.feeds import feed_summary
from app.cli.ingest import PlainReport, RejectFile, default_rejects
from app.cli.screen import err, print_json
from app.cli.stopping import Stopped
from app.errors import Busy, UsageError
from app.feeds import Checked, FeedSource, fetch_policy, make_watcher, read_listing
from app.feeds.polling import READ
from app.ingest.opening import printable
from app.lock import writer_lock
from app.runtime import Runtime, open_runtime
from app.settings import Settings


class _Report(PlainReport):
    """A line a check, for logs and terminals."""

    def checked(self, checked: Checked) -> None:
        self._console.print(f"{time.strftime('%H:%M:%S')} {told(checked)}")


def told(checked: Checked) -> str:
    """One line about a check."""
    state, name = checked.state, printable(checked.feed.name)
    if checked.failed:
        what = f"failed, {state.outcome}: {printable(state.detail) or checked.advice}"
    elif state.outcome == READ:
        what = f"{state.added:,} added, {state.updated:,} updated, {state.rejected:,} rejected"
    else:
        what = "unchanged"
    moved = f"; it moved to {printable(state.moved_to)}" if state.moved_to else ""
    following = f"; next at {state.next_at:%Y-%m-%d %H:%M} UTC" if state.next_at else ""
    return f"{name}: {what}{moved}{following}"


def check(settings: Settings, path: Path, as_json: bool) -> None:
    """Tell what the list says. Raises UsageError where it is wrong."""
    feeds = read_listing(path, fetch_policy(settings), settings.feed_interval)
    if as_json:
        print_json([asdict(feed) for feed in feeds])
        return
    for feed in feeds:
        full = ", with its pages" if feed.full else ""
        err().print(f"{printable(feed.name)}: {feed.url} every {feed.interval} s{full}")
    err().print(f"{len(feeds):,} feeds, nothing wrong")


def run(settings: Settings, path: Path, once: bool, as_json: bool) -> int:
    """Watch until SIGTERM or Ctrl-C, or check once; the exit code: 1 if a check failed or rejected items."""
    feeds = read_listing(path, fetch_policy(settings), settings.feed_interval)
    with open_runtime(settings) as runtime, _alone(settings):
        done: tuple[Checked, ...] = ()
        # To be told to stop is how watching ends; with --once it is an interruption.
        if once:
            done = _watch(runtime, feeds, once=True)
        else:
            with suppress(Stopped):
                _watch(runtime, feeds, once=False)
    if as_json:
        print_json([feed_summary(checked.state) for checked in done])
    return 1 if any(checked.failed or checked.state.rejected for checked in done) else 0


def _watch(runtime: Runtime, feeds: tuple[FeedSource, ...], *, once: bool) -> tuple[Checked, ...]:
    with RejectFile(default_rejects(runtime.settings.data_dir, runtime.clock())) as rejects:
        watcher = make_watcher(
            feeds,
            _Report(rejects),
            settings=runtime.settings,
            states=runtime.articles.feeds(),
            pipeline=runtime.pipeline(),
            writing=runtime.writing,
            clock=runtime.clock,
        )
        return watcher.run(once=once)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the lock of watching: two of us would ask everybody twice."""
    with ExitStack() as held:
        try:
            held.enter_context(writer_lock(settings.data_dir / "watch.lock", wait=0))
        except Busy as error:
            raise UsageError("another dateline watch is running on this data directory") from error
        yield
