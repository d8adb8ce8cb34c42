"""``verify``, ``repair``, ``backup``, ``restore``: what they do, and what they print."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app import backup as backups
from app.checking import KINDS, Report
from app.cli.screen import err, out, print_json
from app.errors import DatabaseDamaged
from app.ingest.opening import printable
from app.lock import writer_lock
from app.runtime import open_runtime, utc_now
from app.settings import Settings

#: Exit code of ``verify`` when something is not as it should be.
UNSOUND = 1
#: How much nicer what reads the whole archive is than others: searches go first.
_NICER = 10


def verify(settings: Settings, as_json: bool) -> int:
    """Tell what differs; the exit code."""
    os.nice(_NICER)
    with open_runtime(settings, create=False) as runtime:
        report = runtime.checker.verify()
    if as_json:
        print_json(_told(report))
    else:
        _print(report)
    return 0 if report.is_sound else UNSOUND


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


def repair(settings: Settings, as_json: bool) -> None:
    with open_runtime(settings, create=False) as runtime, runtime.writing():
        repaired = runtime.checker.repair(lambda done: err().print(f"{done:,} articles indexed"))
    if as_json:
        print_json(asdict(repaired))
        return
    built = "the index was built anew; " if repaired.rebuilt else ""
    out().print(f"{built}{repaired.mended:,} articles were mended")


def backup(settings: Settings, file: Path, as_json: bool) -> None:
    os.nice(_NICER)
    with open_runtime(settings, create=False) as runtime:
        manifest = backups.write_backup(runtime.articles, file, runtime.clock())
    if as_json:
        print_json(asdict(manifest))
    else:
        out().print(f"{manifest.articles:,} articles, {manifest.size:,} bytes: {printable(str(file))}")


def restore(settings: Settings, file: Path, force: bool, as_json: bool) -> None:
    backups.read_manifest(file)
    try:
        restored = _restored(settings, file, force)
    except DatabaseDamaged as error:
        if not force:
            raise DatabaseDamaged(f"{error}; that needs --force, which keeps the damaged files") from error
        _set_aside(settings)
        restored = _restored(settings, file, force)
    if as_json:
        print_json(asdict(restored.manifest) | {"kept": restored.kept and str(restored.kept)})
        return
    out().print(f"{restored.manifest.articles:,} articles of {restored.manifest.made_at} are back")
    if restored.kept:
        out().print(f"what was there before is kept: {printable(str(restored.kept))}")


def _restored(settings: Settings, file: Path, force: bool) -> backups.Restored:
    with open_runtime(settings) as runtime, runtime.writing():
        return backups.restore(
            file, runtime.articles, runtime.indexer, settings.data_dir, runtime.clock(), force=force
        )


def _set_aside(settings: Settings) -> None:
    with writer_lock(settings.writer_lock, wait=settings.lock_wait):
        moved = backups.set_aside(settings.database, utc_now())
    err().print(f"the damaged database is kept: {printable(str(moved))}; restart servers that have it open")
