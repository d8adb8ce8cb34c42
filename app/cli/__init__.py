"""The ``dateline`` command. Heavy imports wait until a command needs them, so that help is quick."""

import sys
from typing import Annotated

import typer

import app
from app.cli import commands, searching
from app.errors import DatelineError
from app.settings import load_settings

INTERRUPTED = 4

cli = typer.Typer(
    name="dateline",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Search your own archive of news articles.\n\n"
    "Point [bold]dateline ingest[/bold] at files or folders, then [bold]dateline serve[/bold] the API "
    "or [bold]dateline search[/bold] right here. Everything is kept in the folder that "
    "DATELINE_DATA_DIR names (default: ./data).",
    epilog="Exit codes: 0 done; 1 some records rejected; 2 wrong usage; 3 the store failed; "
    "4 interrupted or another process is writing, safe to run again.",
)
commands.register(cli)
searching.register(cli)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dateline {app.__version__}")
        raise typer.Exit


@cli.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options before the command."""


def main() -> None:
    """Run the command; errors become one line and an exit code."""
    try:
        cli(standalone_mode=True)
    except DatelineError as error:
        sys.stderr.write(f"dateline: {error}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("dateline: interrupted; what was done stays, and running it again is safe\n")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


__all__ = ["cli", "load_settings", "main"]
