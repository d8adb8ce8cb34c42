"""Reading ahead of the first request what searches, completions and corrections look through."""

from contextlib import suppress

from app.errors import SearchError
from app.search.engine import Engine, EngineStats, SearchRequest, Sort
from app.search.query.tree import Phrase

#: Long enough that letters may be wrong, and in no archive.
_WORD = "zzyzzyx"
#: Words that begin with it stand in any archive.
_LETTER = "s"
#: Seconds that each question may take: a server is not ready before.
_PATIENCE = 1.0


class Warmer:
    """Asks once in each state of the index what is slow when it is asked first. One thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._warm: EngineStats | None = None

    def look(self) -> None:
        """Does nothing where there is no index; others tell so."""
        with suppress(SearchError):
            state = self._engine.stats()
            if state != self._warm:
                words = [each.value for each in self._engine.suggest(_LETTER, 2, _PATIENCE) if not each.field]
                phrase = Phrase(" ".join(words) or _WORD)
                self._engine.search(SearchRequest(phrase, sort=Sort.RELEVANCE, limit=1, timeout=_PATIENCE))
                self._engine.corrections(_WORD, 1, _PATIENCE)
                self._warm = state
