"""Settings, read from the environment once at start: ``DATELINE_`` and the name below."""

import os
from collections.abc import Collection
from difflib import get_close_matches
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import SettingError

_PREFIX = "DATELINE_"
#: What only tests and benchmarks read.
_NOT_OURS = frozenset({"DATELINE_CORPORA"})
Positive = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]


class Settings(BaseSettings):
    """All that can be set. A wrong value stops the start with one line that names it."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    data_dir: Path = Field(Path("data"), description="Where the database and the index live.")

    host: str = Field("127.0.0.1", description="Address that `dateline serve` listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port that `dateline serve` listens on.")
    workers: int = Field(1, ge=1, le=64, description="Server processes.")
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$", description="How much is logged.")
    base_url: str = Field(
        "", pattern="^(https?://.*)?$", description="Public address, for links; empty: relative links."
    )

    log_format: Literal["text", "json"] = Field(
        "text", description="A line of the log: key=value (text), or an object (json)."
    )
    docs: bool = Field(True, description="Whether /docs, /redoc and /openapi.json are served.")
    metrics: bool = Field(True, description="Whether /metrics is served, for Prometheus.")
    metrics_key: SecretStr = Field(
        SecretStr(""), description="What /metrics wants to see as `Authorization: Bearer`; empty: nothing."
    )
    allowed_hosts: str = Field(
        "", description="Names in the Host header that are answered, a comma list; empty: any."
    )
    max_connections: Positive = Field(1000, description="Open connections of one server process.")
    target_max_bytes: Positive = Field(8 * 1024, description="Longest address of a request.")
    header_max_bytes: Positive = Field(8 * 1024, description="Largest header of a request.")
    headers_max_bytes: Positive = Field(16 * 1024, description="All headers of a request together.")
    headers_max: Positive = Field(100, description="Headers of a request.")
    header_timeout: Seconds = Field(5.0, description="Seconds until the head of a request must be here.")
    body_timeout: Seconds = Field(30.0, description="Seconds until its body must be here.")
    idle_timeout: Positive = Field(5, description="Seconds that a connection may be idle between requests.")
    write_timeout: Seconds = Field(30.0, description="Seconds that an answer may wait to be read.")

    cursor_secret: SecretStr = Field(
        SecretStr(""),
        description="What cursors are signed with, for several servers of one archive; empty: a key kept in "
        "the data directory.",
    )

    query_max_length: Positive = Field(512, description="Characters in q.")
    query_max_terms: Positive = Field(
        32, description="Words, phrases and dates in q; parts of NEAR count by themselves."
    )
    query_max_depth: Positive = Field(10, description="Nesting of parentheses in q.")
    query_max_wildcards: Positive = Field(2, description="Words in q with ? or an inner *.")
    query_max_fuzzy: Positive = Field(2, description="Fuzzy words in q.")
    query_max_distance: int = Field(
        50, ge=1, le=99, description="Words that may stand between those of a phrase with ~ or of NEAR."
    )
    query_max_repeat: Positive = Field(100, description="Largest number behind repeat.")
    query_max_boost: float = Field(
        100.0, ge=1, le=1_000_000, allow_inf_nan=False, description="Largest number behind ^."
    )
    query_max_words: Positive = Field(
        4000, description="Words of the index that all prefixes, patterns and fuzzy words of q may stand for."
    )
    prefix_min_letters: Positive = Field(2, description="Letters before the first * or ? of a word.")
    prefix_max_terms: Positive = Field(
        1000, description="Words of the index that one prefix, pattern or fuzzy word may stand for."
    )
    fuzzy_min_letters: Positive = Field(3, description="Letters of a fuzzy word.")
    fuzzy_max_edits: int = Field(2, ge=1, le=2, description="Letters by which a fuzzy word may differ.")
    search_timeout: Seconds = Field(1.0, description="Seconds a search may take.")
    search_concurrency: int = Field(
        0,
        ge=0,
        le=256,
        description="Searches run at the same time in one server process, all but one of them long ones; "
        "0: as many as there are cores, at least two.",
    )
    search_queue: Positive = Field(64, description="Searches that may wait for a place.")
    search_queue_wait: Seconds = Field(
        0.5,
        description="Seconds a search may wait for a place, as things go; after twice as long it is refused.",
    )
    kept_answers_bytes: int = Field(
        32 * 2**20,
        ge=0,
        description="Bytes of answers that one server process keeps, to give them again while nothing in the "
        "archive changes; 0: none.",
    )
    page_size: Positive = Field(20, description="Results a page, when not asked otherwise.")
    page_size_max: Positive = Field(100, description="Largest page_size.")
    export_max_rows: Positive = Field(100_000, description="Articles in one answer of /v1/export.")
    offset_max: Positive = Field(10_000, description="Furthest result reachable by page number.")

    ingest_batch: Positive = Field(500, description="Articles a database transaction.")
    max_record_bytes: Positive = Field(16 * 2**20, description="Largest single record.")
    max_text_bytes: Positive = Field(
        4 * 2**20, description="Longest text kept of one article, in UTF-8 bytes."
    )
    unpacked_bytes: Positive = Field(16 * 2**30, description="Bytes that one input may unpack to.")
    unpacked_ratio: Positive = Field(
        200, description="Times its packed size that an input may unpack to, beyond the first MiB."
    )
    archive_members: Positive = Field(100_000, description="Members of one ZIP or TAR archive.")
    archive_depth: Positive = Field(2, description="Archives that may lie in one another.")
    ingest_jobs: int = Field(
        0, ge=0, le=256, description="Processes that read and normalise; 0: as many as there are cores."
    )
    document_cpu: Seconds = Field(5.0, description="Seconds of computing that one document may take.")
    document_wall: Seconds = Field(10.0, description="Seconds that one document may take in all.")
    document_memory: Annotated[int, Field(ge=64 * 2**20)] = Field(
        512 * 2**20, description="Bytes of memory that a process may take to read one document."
    )
    reading: Literal["open", "keys"] = Field(
        "open", description="Who may read: anybody (open), or who has a key (keys)."
    )
    rate_limit: int = Field(
        0,
        ge=0,
        le=1_000_000,
        description="Requests a minute of each key, or of each address without one; 0: no limit.",
    )
    key_failures: Positive = Field(20, description="Wrong keys a minute from one address.")
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of proxies, a comma list, whose X-Forwarded-For is believed.",
    )
    write_max_bytes: Positive = Field(2**20, description="Largest body of one article.")
    write_max_batch_bytes: Positive = Field(10 * 2**20, description="Largest body of several articles.")
    write_max_items: Positive = Field(500, description="Articles in one request.")
    write_queue: Positive = Field(64, description="Requests to write that may wait in one server process.")
    write_wait: Seconds = Field(
        2.0, description="Seconds a request to write waits for its turn, or for another process that writes."
    )
    require_if_match: bool = Field(
        False, description="Refuse PUT and DELETE without If-Match, so that nobody overwrites unseen."
    )
    idempotency_hours: Positive = Field(24, description="Hours that an Idempotency-Key is remembered.")
    feed_interval: int = Field(
        1800, ge=60, le=30 * 86400, description="Seconds between two checks of a feed that names no interval."
    )
    fetch_max_bytes: Positive = Field(16 * 2**20, description="Largest answer that is fetched, unpacked.")
    fetch_timeout: Seconds = Field(30.0, description="Seconds that one answer may take in all.")
    fetch_parallel: int = Field(4, ge=1, le=64, description="Hosts that are asked at the same time.")
    fetch_delay: float = Field(2.0, ge=0, description="Seconds between two requests to one host.")
    fetch_pages: Positive = Field(50, description="Pages fetched for one check of a feed with full = true.")
    fetch_ports: str = Field(
        "80,443", pattern=r"^\d{1,5}(,\d{1,5})*$", description="Ports that are asked, with commas between."
    )
    fetch_private_hosts: str = Field(
        "",
        description="Hosts, or host:port, in private networks that may be asked all the same, with commas "
        "between; empty: none.",
    )
    fetch_contact: str = Field(
        "", pattern=r"^[ -~]*$", description="Address of yours, told to servers in the User-Agent."
    )
    lock_wait: float = Field(30.0, ge=0, description="Seconds a command waits for another writer.")
    sync_interval: Seconds = Field(1.0, description="Seconds between looks at the change log while serving.")

    @field_validator("page_size_max")
    @classmethod
    def _holds_the_default_page(cls, value: int, info: ValidationInfo) -> int:
        if value < info.data.get("page_size", 1):
            raise ValueError("must be at least DATELINE_PAGE_SIZE")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _names_networks(cls, value: str) -> str:
        for part in filter(None, map(str.strip, value.split(","))):
            ip_network(part, strict=False)
        return value

    @cached_property
    def hosts(self) -> frozenset[str]:
        return frozenset(filter(None, (name.strip().lower() for name in self.allowed_hosts.split(","))))

    @cached_property
    def database(self) -> Path:
        return self.data_dir / "dateline.db"

    @cached_property
    def index_dir(self) -> Path:
        return self.data_dir / "index"

    @cached_property
    def cursor_key(self) -> Path:
        return self.data_dir / "cursor.key"

    @cached_property
    def turn_lock(self) -> Path:
        return self.data_dir / "turn.lock"

    @cached_property
    def limits(self) -> Path:
        return self.data_dir / "limits.bin"

    @cached_property
    def writer_lock(self) -> Path:
        return self.data_dir / "writer.lock"


def load_settings() -> Settings:
    """The settings of this process.

    Raises SettingError, naming the variable and never its value.
    """
    _refuse_unknown(os.environ)
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = _PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingError(f"{name}: {first['msg']}") from None


def _refuse_unknown(given: Collection[str]) -> None:
    """A misspelt setting would be left out without a word, and a limit with it."""
    known = {_PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(each for each in given if each.startswith(_PREFIX)):
        if name not in known | _NOT_OURS:
            nearest = get_close_matches(name, known, 1)
            hint = f"; did you mean {nearest[0]}?" if nearest else ""
            raise SettingError(f"{name[:80]}: there is no such setting{hint}")


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
