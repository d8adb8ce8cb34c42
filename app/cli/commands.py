"""The commands that fill, serve and look after the archive."""

from pathlib import Path
from typing import Annotated

import typer

from app.settings import load_settings

Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


def register(cli: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (ingest, serve, show, sources, status, reindex):
        cli.command()(command)


def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...", help="Files, folders, or - for standard input; .gz .xz .bz2 .zst are unpacked."
        ),
    ],
    source: Annotated[
        str, typer.Option(metavar="NAME", help="Source credited where a record names none.")
    ] = "",
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="auto, jsonl, json, csv, tsv, feed, jsonfeed, text, newsml-g2, newsml-1, nitf, iptc7901, "
            "reuters-sgml, wxr or sitemap.",
        ),
    ] = "auto",
    rejects: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Reject file, JSON Lines. (default: in the data folder)",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and decide, store nothing.")] = False,
    follow_symlinks: Annotated[
        bool, typer.Option("--follow-symlinks", help="Read what links inside a folder lead to.")
    ] = False,
    allow_special: Annotated[
        bool, typer.Option("--allow-special", help="Read pipes and devices that are named.")
    ] = False,
    jobs: Annotated[
        int, typer.Option(min=0, max=256, metavar="N", help="Processes that read. (default: one a core)")
    ] = 0,
    as_json: Json = False,
) -> None:
    """Read articles into the archive and the index.

    The same input twice changes nothing the second time.

    An article that changed is updated, and its former version kept.

    One bad record is one line in the reject file, never the end of the run.
    """
    from app.cli import ingest as command
    from app.ingest.opening import find_inputs
    from app.ingest.readers import check_kind
    from app.pipeline import IngestOptions
    from app.runtime import open_runtime

    check_kind(format_)
    inputs = find_inputs(paths, follow_symlinks=follow_symlinks, allow_special=allow_special)
    options = IngestOptions(source=source, format=format_, dry_run=dry_run, jobs=jobs)
    with open_runtime(load_settings()) as runtime:
        raise typer.Exit(command.run(runtime, inputs, options, rejects, as_json))


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
    from app.cli import serve as command

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
