"""What searches ask at the command line: one list of options for all commands that find articles.

The options of filters come from the one field table; ``asking`` puts them into a command's signature.
"""

from collections.abc import Callable, Iterator
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.search.fields import BY_NAME, KEYWORD_FIELDS

if TYPE_CHECKING:
    from app.search.criteria import Criteria

_FILTERS = "Filters: several values by commas or by repeating; -VALUE excludes"
_DATES = "Dates"
_LIST = "Order and pages"
_KIND = Parameter.POSITIONAL_OR_KEYWORD


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the query, the filters and the order among its options.

    It takes them as its first argument, a ``Criteria``; its own options follow.
    """
    own = list(signature(command).parameters.values())[1:]

    def run(**said: Any) -> None:
        command(_criteria(said), **{each.name: said[each.name] for each in own})

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    vars(run)["__signature__"] = Signature([*_SHARED, *own])
    return run


def _criteria(said: dict[str, Any]) -> "Criteria":
    from app.search.criteria import Criteria

    given = {BY_NAME[name].parameter: tuple(said[name] or ()) for name in KEYWORD_FIELDS}
    query = said["query"]
    return Criteria(
        q=query if query and query.strip() else None,
        search_in=tuple(said["search_in"] or ()),
        filters={parameter: values for parameter, values in given.items() if values},
        from_=said["from_"],
        to=said["to"],
        use_date=said["use_date"],
        timezone=said["timezone"],
        sort=said["sort"],
        since_id=said["since_id"],
        strict=said["strict"],
    )


def _option(name: str, kind: Any, default: Any, *flags: str, **said: Any) -> Parameter:
    annotation = Annotated[kind, typer.Option(*flags, **said)]
    return Parameter(name, _KIND, default=default, annotation=annotation)


def _filters() -> Iterator[Parameter]:
    for name in KEYWORD_FIELDS:
        about = BY_NAME[name].about
        help_text = f"{about[0].upper()}{about[1:]}."
        yield _option(name, list[str] | None, None, metavar="VALUE", help=help_text, rich_help_panel=_FILTERS)


_QUERY = Annotated[
    str | None,
    typer.Argument(
        metavar="QUERY",
        help='Words, "phrases", AND OR NOT, ( ), elect*, title:word. All articles if left out.',
    ),
]
_SHARED = (
    Parameter("query", _KIND, default=None, annotation=_QUERY),
    _option(
        "search_in",
        list[str] | None,
        None,
        metavar="FIELD",
        help="Where words are looked for: title, description, body. (default: all)",
    ),
    _option(
        "strict", bool, False, "--strict", help="What is odd in the query, or an unknown source, is an error."
    ),
    *_filters(),
    _option(
        "from_",
        str | None,
        None,
        "--from",
        metavar="DATE",
        help="2019, 2019-04, 2019-04-26, a date-time, 7d, today.",
        rich_help_panel=_DATES,
    ),
    _option(
        "to",
        str | None,
        None,
        metavar="DATE",
        help="As --from; that whole day, month or year.",
        rich_help_panel=_DATES,
    ),
    _option(
        "use_date",
        str,
        "published",
        metavar="CLOCK",
        help="published, updated or added.",
        rich_help_panel=_DATES,
    ),
    _option(
        "timezone",
        str,
        "UTC",
        metavar="ZONE",
        help="Zone of dates without one, like Europe/Vienna.",
        rich_help_panel=_DATES,
    ),
    _option(
        "sort",
        str | None,
        None,
        metavar="ORDER",
        help="newest, oldest, added; of a search also relevance, its default with a query.",
        rich_help_panel=_LIST,
    ),
    _option(
        "since_id",
        int,
        0,
        metavar="ID",
        help="Only articles added after this one.",
        rich_help_panel=_LIST,
    ),
)
