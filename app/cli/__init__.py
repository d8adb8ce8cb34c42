"""The ``dateline`` command. Heavy imports wait until a command needs them, so that help is quick."""

import io
import sys
from typing import Annotated

import typer

import app
from app.cli import commands, granting, keeping, searching
from app.cli.screen import drop_output
from app.cli.stopping import Stopped, stoppable
from app.errors import DatelineError, StoreError, UsageError, is_shortage

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
keeping.register(cli)
granting.register(cli)


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
        with stoppable():
            _run()
    except DatelineError as error:
        sys.stderr.write(f"dateline: {error}\n")
        sys.exit(error.exit_code)
    except ModuleNotFoundError as error:
        sys.stderr.write(f"dateline: the package {error.name} is not there: install Dateline again\n")
        sys.exit(UsageError.exit_code)
    except Stopped:
        sys.stderr.write("dateline: interrupted; what was done stays, and running it again is safe\n")
        sys.exit(INTERRUPTED)
    except Exception as error:
        if not is_shortage(error):
            raise
        sys.stderr.write("dateline: too little memory; what was done stays, and running it again is safe\n")
        sys.exit(StoreError.exit_code)


def _run() -> None:
    """What is still held back of the output is written too, so that a full disk is told.

    A letter that the terminal has none for becomes a question mark.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        try:
            cli()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        drop_output()
        raise SystemExit(0) from None
    except OSError as error:
        drop_output()
        refused = error.filename or "the output cannot be written"
        raise StoreError(f"{refused}: {error.strerror}") from error
