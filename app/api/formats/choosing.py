"""Which format: the one named by ``format``, else what Accept likes best (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from starlette.requests import Request

from app.api.formats.kinds import KINDS, Format
from app.errors import RequestError

_RANGE = re.compile(r"\s*([\w!#$&^.+-]+|\*)/([\w!#$&^.+-]+|\*)\s*")
_WEIGHT = re.compile(r"\s*[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*")


class NotAcceptable(RequestError):
    code = "notAcceptable"
    title = "Not to be had in that form"
    status = 406


class Range(NamedTuple):
    """A media range of an Accept header; ``exact`` counts how much of it is named."""

    type: str
    subtype: str
    weight: float

    @property
    def exact(self) -> int:
        return (self.type != "*") + (self.subtype != "*")

    def holds(self, media_type: str) -> bool:
        major, minor = media_type.split("/")
        return self.type in (major, "*") and self.subtype in (minor, "*")


def choose(request: Request, offered: Sequence[Format], named: str | None) -> Format:
    """The format for this request; the first one offered where the client has no wish.

    Raises NotAcceptable with what there is.
    """
    if named is not None:
        return Format(named)
    accept = ",".join(request.headers.getlist("accept"))
    return _liked_best(tuple(offered), accept) if accept else offered[0]


@lru_cache(maxsize=64)
def _liked_best(offered: tuple[Format, ...], accept: str) -> Format:
    return best(offered, read_accept(accept))


def best(offered: Sequence[Format], ranges: Sequence[Range]) -> Format:
    """The one of most weight, of those the first one."""
    if not ranges:
        return offered[0]
    weights = [weight(KINDS[each].media_type, ranges) for each in offered]
    if max(weights) == 0:
        there_is = ", ".join(f"{KINDS[each].media_type} (format={each})" for each in offered)
        raise NotAcceptable(f"Nothing here is in a form that the Accept header takes; there is {there_is}.")
    return offered[weights.index(max(weights))]


def weight(media_type: str, ranges: Sequence[Range]) -> float:
    """What the most exact of the ranges says of it; 0: not wanted."""
    holding = [each for each in ranges if each.holds(media_type)]
    return max(holding, key=lambda each: each.exact).weight if holding else 0


def read_accept(header: str) -> list[Range]:
    """The ranges of the header. What cannot be read is passed over."""
    ranges = []
    for part in header.lower().split(","):
        media, *parameters = part.split(";")
        match = _RANGE.fullmatch(media)
        if match and not (match[1] == "*" and match[2] != "*"):
            ranges.append(Range(match[1], match[2], _weight(parameters)))
    return ranges


def _weight(parameters: Sequence[str]) -> float:
    given = (_WEIGHT.fullmatch(each) for each in parameters)
    return next((float(match[1]) for match in given if match), 1.0)
