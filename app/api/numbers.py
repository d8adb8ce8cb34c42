"""Whole numbers in addresses: ASCII digits and nothing else.

Python and pydantic also read ``1_000``, `` 1 `` and Arabic digits; a client that sends those
has a mistake that it should hear of.
"""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

_WHOLE = re.compile(r"-?[0-9]{1,19}")


def _whole(value: object) -> object:
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise PydanticCustomError("whole_number", "not a whole number")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
#: What a database id can be; those below 1 are valid and never found.
Int64 = Annotated[Whole, Field(ge=-(2**63), le=2**63 - 1)]
