"""The commands that keep the archive sound: verify, repair, backup, restore."""

from dataclasses import asdict
from typing import Any

import typer

from app.checking import KINDS, Report
from app.cli.commands import Json
from app.cli.screen import err, out, print_json
from app.runtime import open_runtime
from app.settings import load_settings

#: Exit code of ``verify`` when something is not as it should be.
UNSOUND = 1


def register(cli: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (verify, repair):
        cli.command()(command)


def verify(as_json: Json = False) -> None:
    """Compare the index with the database, article by article, and read every byte of both.

    Changes nothing, and may run while serving. Exit code 0: all is sound; 1: something is not.
    """
    with open_runtime(load_settings(), create=False) as runtime:
        report = runtime.checker.verify()
    if as_json:
        print_json(_told(report))
    else:
        _print(report)
    if not report.is_sound:
        raise typer.Exit(UNSOUND)


def _told(report: Report) -> dict[str, Any]:
    return {
        "sound": report.is_sound,
        "can_be_repaired": report.can_be_repaired,
        "articles": report.articles,
        "indexed": report.indexed,
        "waiting": report.waiting,
        "database_faults": report.database_faults,
        "index_faults": report.index_faults,
        "differing": {kind: report.counts[kind] for kind in KINDS},
        "examples": report.examples,
    }


def _print(report: Report) -> None:
    out().print(f"{report.articles:,} articles compared with {report.indexed:,} in the index")
    if report.waiting:
        out().print(f"{report.waiting:,} changes wait to be indexed: the next writer or server does it")
    for fault in report.database_faults:
        out().print(f"database: {fault}")
    for fault in report.index_faults:
        out().print(f"index: {fault}")
    for kind, ids in report.examples.items():
        shown = ", ".join(map(str, ids)) + (" ..." if report.counts[kind] > len(ids) else "")
        out().print(f"{report.counts[kind]:,} {kind} ({KINDS[kind]}): {shown}")
    if report.is_sound:
        out().print("all is sound")
    elif report.can_be_repaired:
        err().print("dateline repair mends this")
    else:
        err().print("the database itself is damaged: restore a backup")


def repair(as_json: Json = False) -> None:
    """Mend what verify finds: index anew what differs, or build the whole index anew.

    May run while serving. What is wrong in the database only a backup can mend.
    """
    with open_runtime(load_settings(), create=False) as runtime, runtime.writing():
        repaired = runtime.checker.repair(lambda done: err().print(f"{done:,} articles indexed"))
    if as_json:
        print_json(asdict(repaired))
        return
    built = "the index was built anew; " if repaired.rebuilt else ""
    out().print(f"{built}{repaired.mended:,} articles were mended")
