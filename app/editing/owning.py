"""Whose articles a key may write."""

from collections.abc import Set as AbstractSet

from app.errors import RequestError
from app.values import Article, source_slug


class SourceForbidden(RequestError):
    code = "sourceForbidden"
    title = "Not of a source of this key"
    status = 403


def require_own(sources: AbstractSet[str], article: Article) -> None:
    """Raises SourceForbidden unless who is credited and who printed it again, if anybody, are ``sources``.

    ``sources`` are slugs; none: anybody's. Were only one of the two asked for, a key could put words into
    another's mouth, or take over what another has printed.
    """
    named = {source_slug(name) for name in (article.source, article.republished_by) if name is not None}
    if sources and not named <= sources:
        raise SourceForbidden(f"This key may write articles of {', '.join(sorted(sources))} only.")
