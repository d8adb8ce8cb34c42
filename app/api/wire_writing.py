"""What goes over the wire when articles are written, and by whom they were."""

from pydantic import Field

from app.api.problems import ProblemFault
from app.api.wire import Instant, Wire


class ItemWritten(Wire):
    """What became of one article of a batch."""

    index: int = Field(description="Its place in the request, from 0.", examples=[0])
    outcome: str = Field(
        description="`added`, `updated`, `unchanged` (this or a former edition was here already), "
        "`duplicate` (it stood earlier in this request), `rejected`.",
        examples=["added"],
    )
    id: int | None = Field(description="Id of the article; null when it was rejected.", examples=[42])
    version: int | None = Field(description="Its version now; null when it was rejected.", examples=[1])
    reason: str | None = Field(description="Stable name of why it was rejected; else null.")
    detail: str | None = Field(description="Why it was rejected, in words; else null.")
    errors: list[ProblemFault] = Field(description="The fields at fault; empty when it was not rejected.")


class Counts(Wire):
    """How many articles of a batch had which outcome."""

    added: int = Field(examples=[1])
    updated: int = Field(examples=[0])
    unchanged: int = Field(examples=[0])
    duplicate: int = Field(examples=[0])
    rejected: int = Field(examples=[0])


class BatchWritten(Wire):
    """What became of the articles of a batch, in its order."""

    total: int = Field(description="Articles in the request.", examples=[1])
    counts: Counts
    results: list[ItemWritten]


class AuditEntry(Wire):
    """One change of an article over HTTP."""

    id: int = Field(description="Grows with time.", examples=[1])
    at: Instant
    key: str = Field(description="What the key is known by.", examples=["3fa9c21e"])
    key_name: str = Field(description="The name it was given.", examples=["newsroom"])
    request_id: str = Field(description="The request's `X-Request-ID`.")
    article_id: int = Field(description="The article, which may be gone since.", examples=[42])
    effect: str = Field(description="`added`, `updated` or `removed`.", examples=["added"])


class Audit(Wire):
    """Changes, newest first."""

    results: list[AuditEntry]
