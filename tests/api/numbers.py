"""A number that counts up and down, as those of the metrics do."""

from dataclasses import dataclass


@dataclass
class Number:
    value: int = 0

    def inc(self) -> None:
        self.value += 1

    def dec(self) -> None:
        self.value -= 1
