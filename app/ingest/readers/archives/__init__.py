"""Archives of files: what is in them is read as if it lay in a folder, and never written anywhere."""

from app.ingest.readers.archives.tar import read_tar
from app.ingest.readers.archives.zip import read_zip

__all__ = ["read_tar", "read_zip"]
