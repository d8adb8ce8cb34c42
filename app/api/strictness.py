"""No parameter is ever ignored: unknown names and repeated single values are refused."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import get_origin

from pydantic import BaseModel
from starlette.requests import Request

from app.errors import Fault, InvalidParameter
from app.search.nearest import suggestion

_MAX_NAME = 40


def only(parameters: type[BaseModel] | None = None) -> Callable[[Request], Awaitable[None]]:
    """A dependency that lets through the parameters of this model; those typed as lists may be repeated.

    ``q.NAME`` in the model stands for every parameter that begins with ``q.``. What it raises is an
    InvalidParameter that names each parameter at fault, with the nearest known name.
    """
    fields = parameters.model_fields if parameters else {}
    known = {info.alias or name: get_origin(info.annotation) is list for name, info in fields.items()}

    async def check(request: Request) -> None:
        refuse_faults([name for name, _ in request.query_params.multi_items()], known)

    return check


def refuse_faults(names: Sequence[str], known: Mapping[str, bool]) -> None:
    """Raises InvalidParameter for what ``find_faults`` finds."""
    if faults := find_faults(Counter(names), known):
        raise InvalidParameter("; ".join(f"{fault.parameter}: {fault.detail}" for fault in faults), faults)


def find_faults(given: Counter[str], known: Mapping[str, bool]) -> tuple[Fault, ...]:
    """What is wrong with the names in ``given``; ``known`` says of each name whether it may be repeated."""
    faults = []
    for name, times in given.items():
        kind = name if name in known else _labelled(name)
        if kind not in known:
            faults.append(Fault(name[:_MAX_NAME], _unknown(name, list(known))))
        elif times > 1 and not known[kind]:
            faults.append(Fault(name[:_MAX_NAME], f"given {times} times, but it takes one value"))
        if len(faults) == 10:
            break
    return tuple(faults)


def _labelled(name: str) -> str:
    """How a parameter with a label of the client's own is documented."""
    return name.partition(".")[0] + ".NAME"


def _unknown(name: str, known: list[str]) -> str:
    if not known:
        return "unknown parameter; this address takes none"
    return f"unknown parameter; {suggestion(name, known)}"
