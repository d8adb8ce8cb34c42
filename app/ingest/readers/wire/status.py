"""Whether an agency lets an item be published: its status, and its embargo."""

from datetime import datetime

from app.ingest.normalise import parse_date

#: IPTC's publishing statuses, and the words that agencies use for them, that are not "usable".
WITHDRAWN = frozenset({"canceled", "cancelled", "withheld", "killed", "recalled", "corrected-withheld"})


def passed_for(status: str, embargo: str, now: datetime) -> str | None:
    """The key of ``PASSED`` for an item that must not be published at ``now``.

    ``status`` is a word or a code (``stat:canceled``), ``embargo`` the date and time that it ends.
    """
    if status.strip().casefold().rpartition(":")[2] in WITHDRAWN:
        return "withdrawn"
    if not embargo:
        return None
    # A date that is far ahead is read as none, but flagged: for an embargo that is an answer, too.
    read = parse_date(embargo, now=now)
    ahead = read.flag == "future_date" or (read.moment is not None and read.moment.at > now)
    return "embargoed" if ahead else None
