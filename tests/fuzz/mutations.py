"""A golden file damaged: cut at every byte, and changed at random (INP-8). All chance comes from the seed."""

import random
from collections.abc import Iterator

#: Bytes that mean something in one format or another.
ODD = b"\x00\x01\x02\x03\t\n\r\x1f\"'&<>[]{}(),;:=/\\|-\x7f\x80\xc3\xe2\xff"


def truncations(data: bytes, step: int = 1) -> Iterator[bytes]:
    return (data[:length] for length in range(0, len(data), step))


def mutations(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """``count`` times ``data`` with one to eight changes."""
    chance = random.Random(seed)
    for _ in range(count):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            _change(changed, chance)
        yield bytes(changed)


def _change(data: bytearray, chance: random.Random) -> None:
    at, size = chance.randrange(len(data) + 1), chance.choice((1, 1, 2, 8, 64))
    match chance.randrange(5):
        case 0:
            data[at : at + size] = bytes(chance.choices(ODD, k=size))
        case 1:
            del data[at : at + size]
        case 2:
            data[at:at] = bytes(chance.choices(ODD, k=size))
        case 3:
            other = chance.randrange(len(data) + 1)
            data[at:at] = data[other : other + size]
        case _:
            data[at : at + 1] = bytes([chance.randrange(256)])
