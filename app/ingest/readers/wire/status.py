"""Whether an agency lets an item be published: its status, and its embargo."""

from datetime import datetime

from app.ingest.normalise import parse_date

#: IPTC's publishing statuses, and the words that agencies use for them, that are not "usable".
WITHDRAWN = frozenset(
    {
        *("canceled", "cancelled", "withheld", "killed", "kill", "recalled", "unpublished", "withdrawn"),
        *("deleted", "spiked", "corrected-withheld"),
    }
)
#: What newsroom systems call an item that is still being written or has its time to come.
NOT_YET = frozenset({"draft", "in_progress", "submitted", "ingested", "fetched", "routed", "scheduled"})
#: An embargo that ends at no time we could know.
ENDLESS = "until further notice"


def passed_for(status: str, embargo: str, now: datetime) -> str | None:
    """The key of ``PASSED`` for an item that must not be published at ``now``.

    ``status`` is a word or a code (``stat:canceled``), ``embargo`` the date and time that it ends; one
    that is no date holds: better late than before its time.
    """
    word = status.strip().casefold().rpartition(":")[2]
    if word in WITHDRAWN:
        return "withdrawn"
    if word in NOT_YET:
        return "not_published"
    embargo = embargo.strip() or (ENDLESS if word == "embargoed" else "")
    if not embargo:
        return None
    read = parse_date(embargo, now=now)
    return "embargoed" if read.moment is None or read.moment.at > now else None
