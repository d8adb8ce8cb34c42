"""What blogs and feed services add to the text of an item: where it came from, and where to read on.

Only what stands at the very end goes, and only in the words that the programs themselves write.
"""

import re

#: Characters at the end of a text that are looked at.
TAIL = 2000
#: ``<p>The post <a>Title</a> appeared first on <a>Site</a>.</p>``: WordPress, in the languages it writes it.
POST = "The post|Der Beitrag|L[’']article|La entrada|O post|L[’']articolo|Het bericht"
APPEARED = (
    "appeared first on|first appeared on|erschien zuerst auf|est apparu en premier sur|se publicó primero en|"
    "aparece primero en|apareceu primeiro em|sembra essere il primo su|proviene da|verscheen eerst op"
)
NOTE = re.compile(
    rf"(?:<p[^<>]*>\s*)?(?:{POST})\s(?P<title>(?:(?!</p>|The post )[\s\S]){{1,1200}}?)(?:{APPEARED})\s"
    r"(?:(?!</p>)[\s\S]){1,400}(?:</p>)?\Z"
)
WORDS = (
    "read more|read the rest|read on|continue reading|more|weiterlesen|mehr lesen|lire la suite|lire plus|"
    "leer más|seguir leyendo|leia mais|continue lendo|leggi tutto|continua a leggere|lees verder|"
    "devamını oku|читать далее"
)
#: A link to the rest, and what marks that a program cut the text there: ``[…]``.
READ_ON = re.compile(
    rf"<a\s[^<>]{{1,1000}}>\s*(?:<[^<>]{{1,200}}>\s*)?(?:{WORDS})\b[^<>]{{0,200}}"
    r"(?:<[^<>]{1,300}>[^<>]{0,300}){0,6}</a>"
    r"(?P<rest>(?:\s|&nbsp;|\[?(?:…|\.{3}|&hellip;)\]?)*(?:</(?:p|div|span)>\s*)*)\Z",
    re.IGNORECASE,
)


def without_furniture(text: str, title: str) -> str:
    """``text``, HTML or plain, without a note where it first appeared and a link to the rest of it.

    In such a note stands a link, or the ``title`` of the item.
    """
    head, tail = text[:-TAIL], text[-TAIL:].rstrip()
    note = NOTE.search(tail)
    if note and ("<a" in note["title"] or title.strip() == note["title"].strip()):
        tail = tail[: note.start()].rstrip()
    tail = READ_ON.sub(lambda link: link["rest"], tail)
    return head + tail
