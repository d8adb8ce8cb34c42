"""The table of formats: names, media types, file names."""

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    JSON = "json"
    RSS = "rss"
    ATOM = "atom"
    JSON_FEED = "jsonfeed"
    CSV = "csv"
    NDJSON = "ndjson"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"
    JSON_LD = "jsonld"
    SVG = "svg"


@dataclass(frozen=True, slots=True)
class Kind:
    """``media_type`` is what Accept names. ``suffix``: of the file it is saved as; none: it is shown."""

    media_type: str
    charset: str = "; charset=utf-8"
    suffix: str = ""

    @property
    def content_type(self) -> str:
        return self.media_type + self.charset


#: JSON is UTF-8 by definition and has no such parameter (RFC 8259).
KINDS: dict[Format, Kind] = {
    Format.JSON: Kind("application/json", ""),
    Format.RSS: Kind("application/rss+xml"),
    Format.ATOM: Kind("application/atom+xml"),
    Format.JSON_FEED: Kind("application/feed+json", ""),
    Format.CSV: Kind("text/csv", suffix="csv"),
    Format.NDJSON: Kind("application/x-ndjson", suffix="ndjson"),
    Format.BIBTEX: Kind("application/x-bibtex", suffix="bib"),
    Format.RIS: Kind("application/x-research-info-systems", suffix="ris"),
    Format.CSL_JSON: Kind("application/vnd.citationstyles.csl+json", "", suffix="csl.json"),
    Format.JSON_LD: Kind("application/ld+json", ""),
    Format.SVG: Kind("image/svg+xml"),
}

FEEDS = (Format.RSS, Format.ATOM, Format.JSON_FEED)
#: Those that hold the fields asked for.
TABLES = (Format.JSON, Format.CSV, Format.NDJSON)
CITATIONS = (Format.BIBTEX, Format.RIS, Format.CSL_JSON, Format.JSON_LD)
#: What a list of articles can be had in; the first one is the default.
LISTS = (*TABLES[:1], *FEEDS, *TABLES[1:], *CITATIONS)
#: What counts over time can be had in.
TIMELINES = (Format.JSON, Format.CSV, Format.SVG)


def download(chosen: Format, name: str) -> dict[str, str]:
    """Content-Disposition (RFC 6266) for formats that are saved rather than shown; ``name`` is ASCII."""
    suffix = KINDS[chosen].suffix
    return {"Content-Disposition": f'attachment; filename="dateline-{name}.{suffix}"'} if suffix else {}
