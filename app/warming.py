"""Reading ahead of the first request what completions and corrections look through."""

from contextlib import suppress

from app.errors import SearchError
from app.search.engine import Engine, EngineStats

#: Long enough that letters may be wrong, and in no archive.
_WORD = "zzyzzyx"


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
                self._engine.suggest(_WORD[0], 1)
                self._engine.corrections(_WORD, 1)
                self._warm = state
