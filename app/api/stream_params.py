"""The parameters of answers that are as long as what is found."""

from typing import Literal

from pydantic import Field

from app.api.numbers import Whole
from app.api.params import ARTICLE_FIELDS, CommaList, Filters, Parameters, Words
from app.search.criteria import FILTERS, Criteria


class ExportParameters(Filters, Words):
    sort: Literal["newest", "oldest", "added"] | None = Field(
        None,
        description="`newest` and `oldest` go by `use_date`, undated articles last; `added`: last ingested "
        "first. When not said: the order of ingestion, first one first.",
        examples=["oldest"],
    )
    since_id: Whole = Field(
        0, ge=0, le=2**63 - 1, description="Only articles ingested after the one with this id.", examples=[0]
    )
    cursor: str | None = Field(
        None,
        max_length=1000,
        description="Goes on after a former export; it stands in the address that its `Link` header gives.",
    )
    fields: CommaList = Field(
        default_factory=list,
        description="Fields that come back, a comma list; `all` for every one. `id` always does, `body` only "
        "when it is named here.",
        examples=["title,published_at,source,url", "all"],
        json_schema_extra=ARTICLE_FIELDS,
    )
    format: Literal["ndjson", "csv"] | None = Field(
        None,
        description="Lines of JSON, or a CSV table; goes before the `Accept` header.",
        examples=["ndjson", "csv"],
    )
    bom: bool = Field(
        False,
        description="`true`: a CSV table begins with a byte order mark. Goes with `format=csv`.",
        examples=[True],
    )

    def read(self) -> Criteria:
        """What is asked for, as given."""
        return Criteria(
            q=self.q if self.q and self.q.strip() else None,
            search_in=tuple(self.search_in),
            filters={name: tuple(getattr(self, name)) for name in FILTERS if getattr(self, name)},
            from_=self.from_,
            to=self.to,
            use_date=self.use_date,
            timezone=self.timezone,
            sort=self.sort or "added",
            since_id=self.since_id,
            strict=self.strict,
        )


class MonthParameters(Parameters):
    fields: CommaList = Field(
        default_factory=list,
        description="Fields that come back, a comma list; every one when not said. `id` always does.",
        examples=["title,published_at,source,url"],
        json_schema_extra=ARTICLE_FIELDS,
    )
