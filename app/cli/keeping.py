"""The commands that keep the archive sound: verify, repair, backup, restore."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Json
from app.settings import load_settings


def register(cli: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (verify, repair, backup, restore):
        cli.command()(command)


def verify(as_json: Json = False) -> None:
    """Compare the index with the database, article by article, and read every byte of both.

    Changes nothing, and may run while serving. Exit code 0: all is sound; 1: something is not.
    """
    from app.cli import upkeep

    raise typer.Exit(upkeep.verify(load_settings(), as_json))


def repair(as_json: Json = False) -> None:
    """Mend what verify finds: index anew what differs, or build the whole index anew.

    May run while serving. What is wrong in the database only a backup can mend.
    """
    from app.cli import upkeep

    upkeep.repair(load_settings(), as_json)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to write, replaced if it is there.")],
    as_json: Json = False,
) -> None:
    """Write the whole archive to one file.

    May run while serving and while articles are ingested.
    """
    from app.cli import upkeep

    upkeep.backup(load_settings(), file, as_json)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What dateline backup wrote.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace what is there; a backup of it is kept beside it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put a backup into the data directory.

    May run while serving. The backup is checked as a whole before anything is changed, and the index
    is built anew.
    """
    from app.cli import upkeep

    upkeep.restore(load_settings(), file, force, as_json)
