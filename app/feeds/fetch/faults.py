"""Why an address was not fetched."""

#: Codes are stable; the sentence says what to do about it.
FAULTS: dict[str, str] = {
    "bad_address": "It is no address of the web: write http:// or https://, a host and a path.",
    "refused_address": "It leads into a private or special network: name its host in "
    "DATELINE_FETCH_PRIVATE_HOSTS if that is meant.",
    "refused_port": "Its port is none of DATELINE_FETCH_PORTS: add it there if that is meant.",
    "no_such_host": "Its host is not known: check the spelling, and this machine's name server.",
    "no_connection": "Its host does not answer: try again later.",
    "tls_failed": "Its certificate is not valid for it: tell the publisher.",
    "timeout": "It took longer than DATELINE_FETCH_TIMEOUT: try again later or raise the limit.",
    "too_large": "It is larger than DATELINE_FETCH_MAX_BYTES: raise the limit if that is meant.",
    "bomb": "It unpacks to far more than text does.",
    "bad_answer": "The answer is not HTTP as it should be: try again later, tell the publisher.",
    "bad_packing": "The answer is packed in a way that was not asked for, or damaged: tell the publisher.",
    "redirected": "It leads on and on, or to what is not fetched: use the address of the feed itself.",
    "not_allowed": "The server wants a password or forbids it: ask the publisher for a public address.",
    "gone": "There is nothing at this address any more: look for the new one, or take it off the list.",
    "refused": "The server has too much to do or fails at the moment: it is asked again later.",
    "no_feed": "What is at this address is no feed that can be read: look for the feed's own address.",
    "robots": "The site's robots.txt asks not to fetch this page.",
}


class FetchFault(Exception):
    """``reason`` is a key of ``FAULTS``; ``wait`` how many seconds the server wants to be left alone."""

    def __init__(self, reason: str, detail: str = "", wait: float | None = None) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.wait = wait

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail or FAULTS[self.reason]}"
