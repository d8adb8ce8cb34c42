"""What schemathesis cannot know: what the description of the API says in words, because no schema can.

A cursor is signed; a byte order mark goes with one format; a date is not a matter of a pattern.
"""

import re
from typing import Any

import schemathesis
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import Failure

#: By the parameter that an answer blames: what it may say against a value that fits its schema.
IN_WORDS = {
    r".+": r"control characters|a NUL character",
    r"(not_)?\w+": r"an empty value|excludes already|a quoted value|takes at most \d+ values",
    # Any text is a query, but for those past the limits, and with strict=true those with warnings.
    r"q(\..+)?": r".",
    "sources": r"there is no source",
    "from|to": r".",
    "timezone": r"there is no such time zone",
    "url": r"must be an http or https address",
    "page": r"the last page is|leave it out: the cursor",
    "cursor": r"not given by this archive|is damaged|another version|another query",
    "bom": r"goes with format=csv only",
    "split": r"is for one query",
    "facets|timeline|fields|highlight": r"(no place for|fields of their own).*: leave it out$",
    "interval|timeline|facets": r"would make more than|more than a chart can show",
}

#: Why an article that fits its schema may be rejected.
REASONS_IN_WORDS = {
    *("no_text", "control_character", "bad_date", "future_date", "date_out_of_range", "bad_url"),
    *("empty", "half_character", "invalid_field"),
}


@schemathesis.serializer("application/ndjson")
def lines(context: object, value: Any) -> bytes:
    """Lines of JSON are bytes to it."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def filter_failure(context: HookContext, failure: Failure, case: Case, response: Response) -> bool:
    """A request that fits the schema may be refused for what is said in words, and for nothing else."""
    if failure.code == "ST201":
        return "counts" not in response.json()  # of a batch each article is refused by itself
    if failure.code == "ST204":
        return not case.path.endswith("/by-url")  # which is read as an id where there is no such address
    if failure.code != "ST202":
        return True
    told = response.json()
    if told["code"] in ("preconditionFailed", "idempotencyKeyReused", "conflict"):
        return False
    if told.get("reason") in REASONS_IN_WORDS:
        return False
    faults = told["errors"]
    return not faults or not all(said_in_words(each["parameter"], each["detail"]) for each in faults)


def said_in_words(parameter: str, detail: str) -> bool:
    return any(
        re.fullmatch(names, parameter) and re.search(details, detail) for names, details in IN_WORDS.items()
    )
