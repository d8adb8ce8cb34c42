"""Changing articles one by one or in batches, as clients ask for it while the archive is served."""

from app.editing.desk import Desk, catch_up
from app.editing.edits import Edited, Edits, Effect
from app.editing.owning import SourceForbidden, require_own
from app.editing.turns import Turns

__all__ = ["Desk", "Edited", "Edits", "Effect", "SourceForbidden", "Turns", "catch_up", "require_own"]
