"""Every error Dateline raises on purpose.

    DatelineError
    ├── UsageError            the command or a setting is wrong          exit 2
    │   └── SettingError
    ├── RequestError          the HTTP request is wrong                  4xx
    │   ├── InvalidParameter  a parameter's name or value                422
    │   ├── QueryError        the text of ``q``                          400
    │   ├── BodyError         the body as such: no JSON, cut off         400
    │   ├── NotFound                                                     404
    │   ├── Conflict          another article stands in the way          409
    │   ├── NotAsExpected     If-Match, If-None-Match do not hold        412
    │   ├── TooLarge          more than is read at once                  413
    │   ├── WrongMediaType                                               415
    │   ├── Rejected          the body holds no article                  422
    │   └── ConditionMissing  If-Match is required                       428
    ├── StoreError            the database failed or refuses             exit 3, 503
    │   ├── ReadOnly          nothing can be written here                exit 3, 503
    │   ├── DiskFull          too little room to write                   exit 3, 507
    │   ├── DiskFailed        a read or write failed: restart            exit 3, 503
    │   └── DatabaseDamaged   only a backup helps                        exit 3, 503
    ├── Busy                  another process holds the writer lock      exit 4, 503
    ├── Interrupted           told to stop in the middle of the work     exit 4
    └── SearchError
        ├── SearchTimeout     the deadline passed                        503
        ├── GenerationGone    a cursor's index is no longer kept         410
        └── IndexUnavailable  no usable index at the moment              503

``str(error)`` is safe to show to anybody: it never holds a path of the server, SQL or a
library's message. What only the operator may see goes into ``__cause__`` and the log.
"""

import errno
from dataclasses import dataclass


def is_shortage(error: BaseException) -> bool:
    """Whether there was too little memory for it, in whosever words.

    The stack of a thread is memory, and so is what a library is loaded into.
    """
    match error:
        case MemoryError():
            return True
        case OSError():
            return error.errno == errno.ENOMEM
        case RuntimeError():
            return "can't start new thread" in str(error)
        case ImportError():
            return any(said in str(error) for said in ("failed to map", "annot allocate memory"))
        case SystemError():
            return "without" in str(error)  # an exception: there was no memory for it
    return False


class DatelineError(Exception):
    """Base of all. ``code`` is stable, ``status`` is for HTTP, ``exit_code`` for the command."""

    code = "unexpectedError"
    title = "Unexpected error"
    status = 500
    exit_code = 3


class UsageError(DatelineError):
    code = "usage"
    title = "Wrong usage"
    status = 500
    exit_code = 2


class SettingError(UsageError):
    code = "setting"
    title = "Wrong setting"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request. ``position`` counts characters from 0 in the value."""

    parameter: str
    detail: str
    position: int | None = None


class RequestError(DatelineError):
    code = "parameterInvalid"
    title = "Bad request"
    status = 400
    exit_code = 2

    def __init__(self, detail: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(detail)
        self.faults = faults


class InvalidParameter(RequestError):
    title = "Invalid parameter"
    status = 422

    @classmethod
    def named(cls, parameter: str, detail: str) -> "InvalidParameter":
        return cls(f"{parameter}: {detail}", (Fault(parameter, detail),))


class QueryError(RequestError):
    """The query cannot be answered. ``position`` is in characters from the start of ``q``."""

    code = "queryInvalid"
    title = "Query cannot be answered"

    def __init__(self, detail: str, position: int = 0) -> None:
        super().__init__(detail, (Fault("q", detail, position),))
        self.position = position


class NotFound(RequestError):
    code = "notFound"
    title = "Not found"
    status = 404


class BodyError(RequestError):
    code = "bodyInvalid"
    title = "Body cannot be read"


class Conflict(RequestError):
    code = "conflict"
    title = "Conflict"
    status = 409


class NotAsExpected(RequestError):
    code = "preconditionFailed"
    title = "Not as expected"
    status = 412


class TooLarge(RequestError):
    code = "bodyTooLarge"
    title = "Body too large"
    status = 413


class WrongMediaType(RequestError):
    code = "mediaTypeUnsupported"
    title = "This kind of body is not read"
    status = 415


class Rejected(RequestError):
    """``reason`` says it to programs; the same codes stand in the results of a batch."""

    code = "articleRejected"
    title = "Article rejected"
    status = 422

    def __init__(self, reason: str, detail: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(detail, faults)
        self.reason = reason


class ConditionMissing(RequestError):
    code = "preconditionRequired"
    title = "If-Match is required"
    status = 428


class StoreError(DatelineError):
    code = "storeUnavailable"
    title = "The store is not available"
    status = 503


class ReadOnly(StoreError):
    code = "readOnly"
    title = "The archive cannot be written"


class DiskFull(StoreError):
    code = "diskFull"
    title = "The disk is full"
    status = 507


class DiskFailed(StoreError):
    """What was written last may or may not be there: as after a crash, only a start finds out."""

    code = "diskFailed"
    title = "The disk failed"


class DatabaseDamaged(StoreError):
    code = "databaseDamaged"
    title = "The database is damaged"


class Busy(DatelineError):
    code = "busy"
    title = "Another process is writing"
    status = 503
    exit_code = 4


class Interrupted(DatelineError):
    code = "interrupted"
    title = "Interrupted"
    status = 503
    exit_code = 4


class SearchError(DatelineError):
    code = "searchFailed"
    title = "Search failed"
    status = 503


class SearchTimeout(SearchError):
    code = "searchTimeout"
    title = "Search took too long"


class GenerationGone(SearchError):
    code = "cursorExpired"
    title = "The cursor is no longer valid"
    status = 410


class IndexUnavailable(SearchError):
    code = "indexUnavailable"
    title = "The index is not available"
