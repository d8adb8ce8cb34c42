"""Pages without an article: empty ones, walls of logins and cookies, errors, lists of stories."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from app.ingest.normalise.wordlist import phrases
from app.ingest.page.blocks import count_words, ends_sentence
from app.ingest.page.words import asks_reader
from app.ingest.readers.html.links import letters_of

#: Fewer words are no article; a page that says to machines what its article is may have none of it.
_FEWEST_WORDS = 20
_ASKING_WORDS, _ASKING_SHARE = 150, 0.4
_ERROR_WORDS, _ERROR_TITLE_WORDS = 200, 8
_ERROR_NUMBER = re.compile(r"(?:http |error |status |code )*(?:4[01]\d|429|451|50\d|52\d)(?!\d)")
#: What servers and their guards put over a page that is not the one asked for.
_ERRORS = phrases("""
    page not found | not found | page cannot be found | page can't be found | page doesn't exist |
    page does not exist | page unavailable | page not available | page isn't available | access denied |
    access to this page has been denied | forbidden | unauthorized | bad gateway | bad request |
    service unavailable | gateway timeout | gateway time-out | internal server error | server error |
    temporarily unavailable | too many requests | just a moment | attention required |
    are you a robot | are you human | verify you are human | checking your browser |
    pardon our interruption | security check | request unsuccessful | something went wrong |
    human verification | seite nicht gefunden | zugriff verweigert | page introuvable |
    page non trouvée | accès refusé | página no encontrada | acceso denegado | pagina non trovata |
    página não encontrada | pagina niet gevonden | sidan hittades inte | siden ble ikke funnet |
    siden blev ikke fundet | sivua ei löytynyt | nie znaleziono strony | strona nie istnieje |
    stránka nenalezena | az oldal nem található | pagina nu a fost găsită | sayfa bulunamadı |
    страница не найдена | доступ запрещен | доступ запрещён | сторінку не знайдено |
    страницата не е намерена | η σελίδα δεν βρέθηκε | הדף לא נמצא | الصفحة غير موجودة |
    لم يتم العثور على الصفحة | صفحه یافت نشد | पृष्ठ नहीं मिला | halaman tidak ditemukan |
    không tìm thấy trang | ไม่พบหน้า | 页面不存在 | 页面未找到 | 找不到页面 | 找不到網頁 |
    ページが見つかりません | 페이지를 찾을 수 없습니다
""")
_FEWEST_STORIES, _OWN_TITLE_WORDS = 8, 4
#: So many paragraphs one upon the other are prose of the page's own, not summaries of stories.
_PROSE_RUN, _PROSE_WORDS = 3, 12


def is_error(titles: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether a server or its guard sent this for the page. ``titles``: its headings, the browser's first."""
    if sum(map(count_words, lines)) >= _ERROR_WORDS:
        return False
    return any(_names_error(title) for title in titles if count_words(title) <= _ERROR_TITLE_WORDS)


def _names_error(title: str) -> bool:
    low = " ".join(title.casefold().replace("’", "'").split())
    return bool(_ERROR_NUMBER.match(low)) or any(text in low for text in _ERRORS)


def is_list(
    lines: Sequence[str], browser: str, headings: Sequence[str], named: Iterable[str], links: Sequence[str]
) -> bool:
    """Whether the page only names stories that stand elsewhere: a front page, a section, an archive.

    It has ``links`` to stories, no title of its own that says more than a section's name, and never some
    paragraphs of prose one after the other. ``lines`` are all that is seen of the page, ``browser`` is the
    title for the browser; ``named`` are titles that count where they are seen.
    """
    if len(links) < _FEWEST_STORIES or any(_is_own(text, browser, links) for text in headings):
        return False
    seen = [letters_of(line) for line in lines]
    if any(
        _is_own(text, browser, links) and any(letters_of(text) in line for line in seen) for text in named
    ):
        return False
    prose = (count_words(text) >= _PROSE_WORDS and ends_sentence(text) for text in lines)
    return max((len(list(run)) for is_prose, run in groupby(prose) if is_prose), default=0) < _PROSE_RUN


def _is_own(title: str, browser: str, links: Sequence[str]) -> bool:
    """Not a link to a story, unless that is the page itself."""
    key = letters_of(title)
    return count_words(title) >= _OWN_TITLE_WORDS and (key not in links or key in letters_of(browser))


def is_wall(body: Sequence[str], lines: Sequence[str], says_article: bool) -> bool:
    """Whether nothing to read was found. ``lines`` are all that is seen of the page."""
    words = [count_words(text) for text in body]
    if sum(words) < _FEWEST_WORDS:
        return not (says_article and not _asks(lines))
    asking = sum(count for count, text in zip(words, body, strict=True) if asks_reader(text))
    return not says_article and sum(words) < _ASKING_WORDS and asking >= _ASKING_SHARE * sum(words)


def _asks(lines: Sequence[str]) -> bool:
    """Whether most of what is seen speaks to the reader of cookies and accounts."""
    words = sum(count_words(line) for line in lines)
    return sum(count_words(line) for line in lines if asks_reader(line)) >= _ASKING_SHARE * max(words, 1)
