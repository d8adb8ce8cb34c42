"""The commands that give out keys, take them back, and tell what was done with them."""

from typing import Annotated

import typer

from app.cli.options import Json
from app.settings import load_settings

Prefix = Annotated[
    str, typer.Argument(metavar="KEY", help="The 8 letters and digits that dateline keys list shows.")
]


def register(cli: typer.Typer) -> None:
    """Add the commands of this module."""
    keys = typer.Typer(
        no_args_is_help=True,
        help="Make, list and revoke keys for the API.\n\n"
        "Writing over HTTP is off until there is a key. All server processes heed a change at once.",
    )
    for command in (create, list_, revoke):
        keys.command(command.__name__.rstrip("_"))(command)
    cli.add_typer(keys, name="keys")
    cli.command()(audit)


def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is, for people.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(metavar="SCOPE", help="read, write (and read) or admin (and all else). (default: read)"),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="With --scope write: a source that it may write; repeat for more. (default: all)",
        ),
    ] = None,
    expires: Annotated[
        str, typer.Option(metavar="WHEN", help="A date in UTC, or 90d, 12h; never, when not said.")
    ] = "",
    rate: Annotated[
        int | None,
        typer.Option(
            min=1, max=1_000_000, metavar="N", help="Requests a minute. (default: DATELINE_RATE_LIMIT)"
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Print a new key, once. Only a digest of it is kept."""
    from app.cli import keys

    keys.create(load_settings(), name, scope or ["read"], source or [], expires, rate, as_json)


def list_(as_json: Json = False) -> None:
    """List the keys, without their text, and how often each one wrote."""
    from app.cli import keys

    keys.show(load_settings(), as_json)


def revoke(prefix: Prefix) -> None:
    """Refuse a key from now on, in every server process."""
    from app.cli import keys

    keys.revoke(load_settings(), prefix)


def audit(
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Changes, the newest ones.")] = 50,
    as_json: Json = False,
) -> None:
    """List what was changed over HTTP: when, which article, with which key, by which request."""
    from app.cli import keys

    keys.audit(load_settings(), limit, as_json)
