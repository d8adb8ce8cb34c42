"""Word lists as they are easiest to read and mend: words with spaces between them."""


def words(text: str) -> frozenset[str]:
    """The set of words in ``text``."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """The set of phrases in ``text``, which stand between bars; line breaks count as spaces."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|") if phrase.strip())
