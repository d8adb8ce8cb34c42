"""Tags of lists that clients ask for again: while nothing changes, no search is needed to say so."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

from app.api.answers import is_fresh, not_modified
from app.runtime import Runtime
from app.search.criteria import Asked

#: Lists remembered, a tag each.
_REMEMBERED = 1000
_VALIDATORS = ("ETag", "Vary")


class Tags:
    """What the last answer to a list was tagged with, by all that it depends on. Safe to share."""

    def __init__(self) -> None:
        self._tags: OrderedDict[Hashable, dict[str, str]] = OrderedDict()
        self._lock = Lock()

    def unless_known(self, request: Request, state: Hashable, make: Callable[[], Response]) -> Response:
        """304 at once if the client has what was made for this state before; else what ``make`` makes."""
        with self._lock:
            validators = self._tags.get(state)
        if validators and is_fresh(request, validators["ETag"]):
            return not_modified(validators)
        made = make()
        with self._lock:
            self._tags[state] = {name: made.headers[name] for name in _VALIDATORS if name in made.headers}
            if len(self._tags) > _REMEMBERED:
                self._tags.popitem(last=False)
        return made


def state_of(request: Request, runtime: Runtime, asked: Asked) -> Hashable:
    """All that an answer depends on: what is asked, at which time if that matters, and of which archive."""
    return (
        request.scope["path"],
        request.scope["query_string"],
        request.headers.get("accept", ""),
        asked.request,
        runtime.engine.stats().generation,
        runtime.articles.last_sequence(),
    )
