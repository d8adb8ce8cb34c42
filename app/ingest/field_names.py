"""What publishers and tools call the fields of an article: the one table of names.

A name is compared by its letters and digits alone, in lower case and without accents: ``Published_At``,
``published at``, ``published-at``, ``publishedAt`` and ``published.at`` are one name. Where a record fills
several names of one field, the first in the table that says something wins; ``tags`` takes them all.
"""

import unicodedata
from functools import lru_cache

from app.ingest.names_abroad import NAMES_ABROAD

#: Field of a draft: its names, best first. ``publisher`` stands in where no source is named,
#: ``precision`` says how exactly ``published`` is known, ``flags`` what was odd (as our own exports do).
NAMES: dict[str, str] = {
    "title": "title headline webtitle articletitle newstitle storytitle posttitle heading ogtitle dctitle "
    "name",
    "body": "body articlebody contentoriginal fulltext maintext bodytext contenttext plaintext content text "
    "articletext articlecontent newscontent storytext story article",
    "description": "description summary abstract standfirst dek deck lead leadparagraph subtitle subheadline "
    "alternativeheadline teaser excerpt snippet ogdescription trailtext",
    "published": "publishedat published dategmt datepublished dateofpublication publicationdate publishdate "
    "publisheddate pubdate datepublish webpublicationdate firstpublished firstpublishedat firstcreated "
    "articlepublishedtime date datetime posted postedat postdate created createdat datecreated issued "
    "timestamp pubtime publishtime time",
    "precision": "publishedprecision",
    "flags": "flags",
    "updated": "updatedat updated modifiedgmt datemodified datemodify modified modifiedat lastmodified "
    "lastupdated lastupdatedat updatedate modifieddate versioncreated articlemodifiedtime",
    "byline": "byline bylineoriginal",
    "authors": "authors author creator creators writtenby writer writers reporter reporters articleauthor "
    "dccreator authorname authornames",
    "source": "source sourcename outlet newspaper publication publicationname site sitename ogsitename "
    "newsoutlet newssource",
    "publisher": "publisher publishername dcpublisher",
    "source_domain": "sourcedomain domain hostname sourceurl sourceuri host siteurl",
    "republished_by": "republishedby reprintedby",
    "agency": "agency credit creditline provider wire wireservice newsagency",
    "dateline": "dateline datelineplace locationcreated",
    "section": "section sectionname articlesection category categories desk rubric channel",
    "tags": "tags keywords topics topic subjects subject tag keyword newskeywords labels articletag",
    "language": "language lang inlanguage languagecode locale",
    "url": "url link canonicalurl mainentityofpage weburl permalink articleurl href originalurl ogurl",
    "image_url": "image imageurl urltoimage thumbnailurl thumbnail imagelink topimage ogimage leadimage",
    "external_id": "externalid id guid articleid uid uuid identifier uri",
}


#: Characters of a name that count.
_LONGEST = 100


def folded(name: str) -> str:
    """The letters and digits of ``name`` in lower case, without accents."""
    return _folded(name[:_LONGEST])


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    name = name.casefold()
    if not name.isascii():
        name = unicodedata.normalize("NFD", name.replace("ı", "i").replace("ł", "l"))
    return "".join(char for char in name if char.isalnum())


def _places() -> dict[str, tuple[str, int]]:
    """Names abroad come after the English ones of their field."""
    return {
        folded(name): (field, rank)
        for field, names in NAMES.items()
        for rank, name in enumerate(f"{names} {NAMES_ABROAD.get(field, '')}".split())
    }


PLACES = _places()


def is_abroad(name: str) -> bool:
    """Whether a record's own ``name`` is one of a language other than English."""
    place = place_of(name)
    return place is not None and place[1] >= len(NAMES[place[0]].split())


def place_of(name: str) -> tuple[str, int] | None:
    """The field that a record's own ``name`` stands for and its rank there (0 is best), or None."""
    return PLACES.get(_folded(name[:_LONGEST]))
