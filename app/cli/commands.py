"""The commands that fill, serve and look after the archive."""

import gc
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Json
from app.settings import load_settings

#: New objects after which garbage is looked for: modules and articles are none, and there are many.
_MANY = 100_000

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...", help="Files, folders, or - for standard input; .gz .xz .bz2 .zst are unpacked."
    ),
]
PathsOrAddresses = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Files, folders, addresses (https://...), or - for standard input; .gz .xz .bz2 .zst are "
        "unpacked.",
    ),
]
SourceName = Annotated[str, typer.Option(metavar="NAME", help="Source credited where a record names none.")]
FormatName = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="auto, or one of the formats in the documentation.")
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Column or key that stands for a field; #3 where there is no header. May be repeated.",
    ),
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="The same in TOML, under \\[fields].")
]
FollowSymlinks = Annotated[
    bool, typer.Option("--follow-symlinks", help="Read what links inside a folder lead to.")
]
AllowSpecial = Annotated[bool, typer.Option("--allow-special", help="Read pipes and devices that are named.")]
Rejects = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Reject file, JSON Lines. (default: in the data folder)"),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and decide, store nothing.")]
Jobs = Annotated[
    int, typer.Option(min=0, max=256, metavar="N", help="Processes that read. (default: one a core)")
]


def register(cli: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (ingest, watch, inspect, serve, show, sources, status, reindex):
        cli.command()(command)


def ingest(
    paths: PathsOrAddresses,
    source: SourceName = "",
    format_: FormatName = "auto",
    map_: Map = None,
    mapping: MappingFile = None,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    follow_symlinks: FollowSymlinks = False,
    allow_special: AllowSpecial = False,
    jobs: Jobs = 0,
    as_json: Json = False,
) -> None:
    """Read articles into the archive and the index.

    The same input twice changes nothing the second time.

    An article that changed is updated, and its former version kept.

    One bad record is one line in the reject file, never the end of the run.
    """
    from app.cli.early import early_nursery

    gc.set_threshold(_MANY)
    with early_nursery(paths) as nursery:
        from app import floors
        from app.cli import ingest as command
        from app.cli.addresses import is_address, read_address
        from app.ingest.field_map import field_map
        from app.ingest.opening import find_inputs
        from app.ingest.readers import check_kind
        from app.pipeline import IngestOptions
        from app.runtime import open_runtime

        check_kind(format_)
        floors.check()
        settings, fields = load_settings(), field_map(map_ or (), mapping)
        files = [path for path in paths if not is_address(path)]
        inputs = find_inputs(
            files, follow_symlinks=follow_symlinks, allow_special=allow_special, look=not fields.columns
        )
        fetched = [read_address(path, settings, format_) for path in paths if is_address(path)]
        options = IngestOptions(source, format_, dry_run, jobs, fields, nursery)
        with open_runtime(settings) as runtime:
            raise typer.Exit(command.run(runtime, chain(inputs, fetched), options, rejects, as_json))


def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS", help="List of feeds: a TOML file.")],
    once: Annotated[bool, typer.Option("--once", help="Check every feed now, then end.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Look at the list for mistakes, ask nobody.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Watch feeds: ask each for news from time to time, and read what is new.

    The list is TOML: for each feed a table "feeds" with name and url, and if need be interval = "30m",
    source, language, and full = true to fetch the page of each new entry.

    Feeds are asked politely: only for what changed, one request at a time to a host, and later when they
    ask for it or fail. What is known of them is kept in the database.
    """
    from app.cli import watch as command

    settings = load_settings()
    if check:
        command.check(settings, feeds, as_json)
    else:
        raise typer.Exit(command.run(settings, feeds, once, as_json))


def inspect(
    paths: Paths,
    source: SourceName = "",
    format_: FormatName = "auto",
    map_: Map = None,
    mapping: MappingFile = None,
    records: Annotated[
        int, typer.Option(min=1, metavar="N", help="Records of each input that are looked at.")
    ] = 1000,
    follow_symlinks: FollowSymlinks = False,
    allow_special: AllowSpecial = False,
    as_json: Json = False,
) -> None:
    """Show how inputs would be read, and store nothing.

    Kind, encoding, columns, what would be rejected and why, five sample articles, and how far to trust it.
    """
    from app.cli import inspecting as command
    from app.ingest.field_map import field_map
    from app.ingest.opening import find_inputs
    from app.ingest.readers import check_kind
    from app.pipeline import crew_of, reading_of
    from app.runtime import utc_now

    check_kind(format_)
    fields = field_map(map_ or (), mapping)
    settings = load_settings()
    inputs = find_inputs(paths, follow_symlinks=follow_symlinks, allow_special=allow_special)
    reading = reading_of(settings, utc_now(), source, fields)
    raise typer.Exit(command.run(inputs, format_, reading, crew_of(settings, reading), records, as_json))


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. (default: DATELINE_HOST)")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on. (default: DATELINE_PORT)")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Server processes. (default: DATELINE_WORKERS)")
    ] = None,
) -> None:
    """Serve the API and its documentation at /docs."""
    from app import floors
    from app.cli import serve as command

    floors.check()
    settings = load_settings()
    command.run(settings, host or settings.host, port or settings.port, workers or settings.workers)


def show(
    article_id: Annotated[int, typer.Argument(metavar="ID", help="Id of the article.")], as_json: Json = False
) -> None:
    """Print one article in full."""
    from app.cli import looking

    looking.show(load_settings(), article_id, as_json)


def sources(as_json: Json = False) -> None:
    """List the sources with their counts and dates."""
    from app.cli import looking

    looking.sources(load_settings(), as_json)


def status(as_json: Json = False) -> None:
    """Tell how many articles are stored and indexed, what is still to be indexed, and versions."""
    from app.cli import looking

    looking.status(load_settings(), as_json)


def reindex() -> None:
    """Build the index anew from the database, beside the one in use, then swap."""
    from app.cli import looking

    looking.reindex(load_settings())
