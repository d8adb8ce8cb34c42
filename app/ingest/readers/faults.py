"""Why a record cannot become a draft, as the readers raise it among themselves."""


class RecordFault(Exception):
    """``reason`` is a key of ``REASONS``; ``at`` is where in the record, in bytes, if that helps to go on."""

    def __init__(self, reason: str, detail: str = "", at: int | None = None) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.at = at
