"""The Authorization header in the one form that we read (RFC 9110 section 11.4, RFC 6750)."""

_SCHEME = "bearer"


def bearer(header: str) -> str | None:
    """What follows the scheme, which is written in letters of any case; None of any other scheme."""
    scheme, _, rest = header.partition(" ")
    return rest.lstrip(" ") if scheme.lower() == _SCHEME else None
