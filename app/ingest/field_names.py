"""What publishers and tools call the fields of an article: the one table of names.

A name is compared by its letters and digits alone, in lower case: ``Published_At``, ``published at``,
``published-at``, ``publishedAt`` and ``published.at`` are one name. Where a record fills several names
of one field, the first in the table that says something wins; ``tags`` takes them all.
"""

from functools import lru_cache

#: Field of a draft: its names, best first. ``publisher`` stands in where no source is named,
#: ``precision`` says how exactly ``published`` is known, ``flags`` what was odd (as our own exports do).
NAMES: dict[str, str] = {
    "title": "title headline webtitle articletitle newstitle storytitle posttitle heading ogtitle dctitle "
    "name",
    "body": "body articlebody contentoriginal fulltext maintext bodytext contenttext plaintext content text "
    "articletext articlecontent newscontent storytext story article",
    "description": "description summary abstract standfirst dek deck lead leadparagraph subtitle subheadline "
    "alternativeheadline teaser excerpt snippet ogdescription trailtext",
    "published": "publishedat published datepublished dateofpublication publicationdate publishdate "
    "publisheddate pubdate datepublish webpublicationdate firstpublished firstpublishedat firstcreated "
    "articlepublishedtime date datetime posted postedat postdate created createdat datecreated issued "
    "timestamp pubtime publishtime time",
    "precision": "publishedprecision",
    "flags": "flags",
    "updated": "updatedat updated datemodified datemodify modified modifiedat lastmodified lastupdated "
    "lastupdatedat updatedate modifieddate versioncreated articlemodifiedtime",
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


def folded(name: str) -> str:
    """The letters and digits of ``name`` in lower case."""
    return "".join(char for char in name.casefold() if char.isalnum())


def _places() -> dict[str, tuple[str, int]]:
    return {
        folded(name): (field, rank)
        for field, names in NAMES.items()
        for rank, name in enumerate(names.split())
    }


PLACES = _places()


@lru_cache(maxsize=4096)
def place_of(name: str) -> tuple[str, int] | None:
    """The field that a record's own ``name`` stands for and its rank there (0 is best), or None."""
    return PLACES.get(folded(name[:100]))
