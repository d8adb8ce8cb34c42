"""The figures as tables."""

import statistics
from collections.abc import Mapping, Sequence

from benchmarks.engines import API, FTS5, OURS, TANTIVY, WHOOSH
from benchmarks.engines.opening import Opened
from benchmarks.engines.timing import Found
from benchmarks.tables import Cell, Table

#: Class -> engine -> what was found.
ByClass = Mapping[str, Mapping[str, Found]]

_PEERS = (WHOOSH, FTS5, TANTIVY)
_READING = (
    "CPU microseconds of one search in process, one thread, on an open index: the first 10 hits with their "
    "ids and the exact total, or the counts asked for. Medians over the questions of a class of the "
    "median of each; engines take turns within a class. `-`: the engine has no such thing.",
    "`Dateline` is the executor, asked in Whoosh's query classes; `its engine API` is the same index, "
    "asked by a request of the product, which is resolved and compiled; `÷` goes by the executor.",
    "`÷`: the peer's time divided by ours, so above 1 Dateline is faster. Sources are invented, 60 of them.",
    "Stock Whoosh has Dateline's analysis and is run with the one collector that finds the best hits "
    "(`TopCollector(limit, usequality=False, replace=0)`). FTS5 (contentless, porter, bm25) tells no totals "
    "and is not asked for them. tantivy (English stemmer, nothing stored, one thread) has no calendar "
    "months: its histogram is by 30.4 days; its proximity takes words in either order.",
)


def classes_table(about: str, found: ByClass, versions: Mapping[str, str]) -> Table:
    peers = [name for name in _PEERS if name in versions]
    rows: list[tuple[Cell, ...]] = [_class_row(name, each, peers) for name, each in found.items()]
    middles = [_middle(_ratios(found, peer)) for peer in peers]
    rows.append(("median", None, *[None] * (2 + len(peers)), *middles))
    worst = [min(_ratios(found, peer), default=None) for peer in peers]
    rows.append(("worst", None, *[None] * (2 + len(peers)), *worst))
    return Table(
        "Engine: query classes",
        f"{about}; {', '.join(versions.values())}",
        (
            "query class",
            "matches",
            *[f"{name} µs" for name in (OURS, API, *peers)],
            *[f"{name} ÷" for name in peers],
        ),
        tuple(rows),
        _READING,
    )


def _class_row(name: str, found: Mapping[str, Found], peers: Sequence[str]) -> tuple[Cell, ...]:
    times = [_micros(found.get(engine)) for engine in (OURS, API, *peers)]
    ratios = [_ratio(found, peer) for peer in peers]
    return (name, _matches(found), *times, *["-" if ratio is None else ratio for ratio in ratios])


def _matches(found: Mapping[str, Found]) -> Cell:
    totals = [each.total for each in found.values() if each.total is not None]
    return round(totals[0]) if totals else None


def _micros(found: Found | None) -> Cell:
    return "-" if found is None else 1e6 * found.seconds


def _ratio(found: Mapping[str, Found], peer: str) -> float | None:
    if peer not in found or OURS not in found:
        return None
    return found[peer].seconds / found[OURS].seconds


def _ratios(found: ByClass, peer: str) -> list[float]:
    return [ratio for each in found.values() if (ratio := _ratio(each, peer)) is not None]


def _middle(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None


def costs_table(
    about: str, rates: Mapping[str, float], sizes: Mapping[str, float], opened: Mapping[str, Opened]
) -> Table:
    rows = [
        (
            name,
            rates[name],
            rates[OURS] / rates[name],
            sizes[name],
            sizes[OURS] / sizes[name],
            opened[name].open_ms,
            opened[name].first_ms,
            opened[name].opened_mb,
            opened[name].searched_mb,
        )
        for name in rates
    ]
    return Table(
        "Engine: indexing, size, opening",
        about,
        (
            "",
            "articles per CPU s",
            "ours ÷ its",
            "index MB",
            "ours ÷ its size",
            "opening ms",
            "first search ms",
            "resident MB, opened",
            "resident MB, searched",
        ),
        tuple(rows),
        (
            "Indexing: one run, one thread, articles already in memory, analysis included, to a durable "
            "index. Dateline also keeps the words as they are written, for prefixes.",
            "Opening and the first search (a common term) in a process of its own; resident memory beyond "
            "what the process held before it opened, pages of mapped files among it.",
        ),
    )


def growth_table(about: str, counts: tuple[int, int], small: ByClass, large: ByClass) -> Table:
    names = [name for name in (OURS, TANTIVY) if name in next(iter(large.values()))]
    rows: list[tuple[Cell, ...]] = []
    for each in large:
        cells: list[Cell] = [each]
        for name in names:
            before, after = small[each].get(name), large[each].get(name)
            cells += [_micros(before), _micros(after), _times(before, after)]
        matched = [_matches(found[each]) for found in (small, large)]
        rows.append((*cells, *matched))
    columns = [
        f"{name} {figure}" for name in names for figure in (*(f"{count:,}: µs" for count in counts), "times")
    ]
    return Table(
        "Engine: growth",
        about,
        ("query class", *columns, *(f"{count:,}: matches" for count in counts)),
        tuple(rows),
        ("The same questions at both sizes, chosen in the larger corpus.",),
    )


def _times(before: Found | None, after: Found | None) -> Cell:
    return after.seconds / before.seconds if before and after else "-"
