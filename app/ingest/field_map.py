"""Which column or key of an input stands for which field of an article, where a person says so.

    --map title=Headline --map authors=meta.writer        names, or the way to a key inside a key
    --map title=#1 --map body=#4                          columns by number: the table has no header
    --map section=                                        nothing stands for this field

What is not said stays as the table of names has it.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import UsageError
from app.ingest.field_names import NAMES, place_of
from app.ingest.finding import printable

FIELDS = tuple(name for name in NAMES if name not in ("publisher", "precision", "flags"))
_NUMBERED = re.compile(r"#[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Pairs of a field and its column; each field stands there at most once. An empty column is none."""

    columns: tuple[tuple[str, str], ...] = ()

    @property
    def has_numbers(self) -> bool:
        """Whether columns go by number, as in a table without a header."""
        return any(_NUMBERED.fullmatch(column) for _, column in self.columns)

    def names(self) -> frozenset[str]:
        """The columns that are named."""
        return frozenset(column for _, column in self.columns if column)

    def field_of(self, name: str) -> str | None:
        """The field that the column ``name`` is read as."""
        said = next((field for field, column in self.columns if column == name), None)
        place = place_of(name)
        if said or place is None or any(field == place[0] for field, _ in self.columns):
            return said
        return place[0]

    def renamed(self, fields: Iterable[tuple[str, object]]) -> Iterable[tuple[str, object]]:
        """The fields of a record under the names that the table of names knows."""
        return self._renamed(dict(fields)) if self.columns else fields

    def _renamed(self, record: Mapping[str, object]) -> Iterator[tuple[str, object]]:
        for field, column in self.columns:
            value = record.get(column, _inside(record, column))
            if column and value is not None:
                yield NAMES[field].split()[0], value
        said = {field for field, _ in self.columns}
        used = self.names()
        for name, value in record.items():
            place = place_of(name)
            if name not in used and not (place and place[0] in said):
                yield name, value


def _inside(record: Mapping[str, object], path: str) -> object:
    """What ``meta.writer`` leads to; None where it leads nowhere."""
    value: object = record
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


#: The table of names decides.
NOTHING_SAID = FieldMap()


def field_map(pairs: Sequence[str], file: Path | None = None) -> FieldMap:
    """The map that ``field=column`` pairs and a TOML file with a table ``[fields]`` make; pairs go first.

    Raises UsageError, one line.
    """
    columns = _from_file(file) if file else {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals:
            raise UsageError(f"--map: write field=column, not {printable(pair)}")
        columns[field.strip()] = column.strip()
    unknown = next((field for field in columns if field not in FIELDS), None)
    if unknown is not None:
        raise UsageError(f"--map: there is no field {printable(unknown)}; the fields are {', '.join(FIELDS)}")
    return FieldMap(tuple(columns.items()))


def _from_file(file: Path) -> dict[str, str]:
    name = printable(str(file))
    try:
        columns = tomllib.loads(file.read_text()).get("fields", {})
    except OSError as error:
        raise UsageError(f"--mapping: {name}: {(error.strerror or 'cannot be read').lower()}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"--mapping: {name} is not TOML: {error}") from error
    if not isinstance(columns, dict) or not all(isinstance(column, str) for column in columns.values()):
        raise UsageError(f'--mapping: {name}: under [fields] write lines like title = "Headline"')
    return columns
