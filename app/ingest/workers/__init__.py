"""Documents from strangers are read in processes of their own, which may do little and not for long."""

from app.ingest.workers.limits import DocumentLimits
from app.ingest.workers.messages import Done, Failed
from app.ingest.workers.pool import Job, Nursery, Pool

__all__ = ["DocumentLimits", "Done", "Failed", "Job", "Nursery", "Pool"]
