"""Language tags as records carry them, as two-letter codes (ISO 639-1; three letters where there is none)."""

import re

# Code, then ISO 639-2 and 639-3 codes and the names in English and in the language itself.
_TABLE = """
af: afr afrikaans
am: amh amharic አማርኛ
ar: ara arabic العربية عربي
az: aze azerbaijani
be: bel belarusian беларуская
bg: bul bulgarian български
bn: ben bengali bangla বাংলা
bs: bos bosnian bosanski
ca: cat catalan català
cs: cze ces czech čeština
cy: wel cym welsh cymraeg
da: dan danish dansk
de: ger deu german deutsch
el: gre ell greek ελληνικά
en: eng english
eo: epo esperanto
es: spa spanish español castellano castilian
et: est estonian eesti
eu: baq eus basque euskara
fa: per fas persian farsi فارسی
fi: fin finnish suomi
fr: fre fra french français
ga: gle irish gaeilge
gl: glg galician galego
gu: guj gujarati
ha: hau hausa
he: heb iw hebrew עברית
hi: hin hindi हिन्दी
hr: hrv croatian hrvatski
hu: hun hungarian magyar
hy: arm hye armenian հայերեն
id: ind in indonesian
ig: ibo igbo
is: ice isl icelandic íslenska
it: ita italian italiano
ja: jpn japanese 日本語
ka: geo kat georgian ქართული
kk: kaz kazakh
km: khm khmer
kn: kan kannada
ko: kor korean 한국어
ku: kur kurdish
lb: ltz luxembourgish
lg: lug luganda ganda
ln: lin lingala
lt: lit lithuanian lietuvių
lv: lav latvian latviešu
mk: mac mkd macedonian македонски
ml: mal malayalam
mn: mon mongolian
mr: mar marathi
ms: may msa malay
mt: mlt maltese malti
my: bur mya burmese
nb: nob bokmål bokmaal
ne: nep nepali
nl: dut nld dutch flemish nederlands
nn: nno nynorsk
no: nor norwegian norsk
om: orm oromo
pa: pan punjabi
pl: pol polish polski
ps: pus pashto
pt: por portuguese português
rn: run rundi kirundi
ro: rum ron romanian română
ru: rus russian русский
rw: kin kinyarwanda
si: sin sinhala
sk: slo slk slovak slovenčina
sl: slv slovenian slovene slovenščina
sn: sna shona
so: som somali
sq: alb sqi albanian shqip
sr: srp serbian српски
sv: swe swedish svenska
sw: swa swahili kiswahili
ta: tam tamil
te: tel telugu
th: tha thai ไทย
ti: tir tigrinya
tl: tgl tagalog fil filipino
tr: tur turkish türkçe
uk: ukr ukrainian українська
ur: urd urdu اردو
uz: uzb uzbek
vi: vie vietnamese
xh: xho xhosa
yi: yid ji yiddish
yo: yor yoruba
zh: chi zho cmn chinese mandarin 中文 汉语 漢語
zu: zul zulu
pcm: pidgin naija
"""
_FIRST_SUBTAG = re.compile(r"[\s_.;,(-]")
_THREE_LETTER_TAG = re.compile(r"[a-z]{3}(?:[-_].*)?")
_NOT_A_LANGUAGE = frozenset({"und", "mul", "zxx", "mis", "nan", "xx"})


def _codes() -> dict[str, str]:
    table: dict[str, str] = {}
    for row in _TABLE.strip().splitlines():
        code, _, names = row.partition(":")
        for name in (code, *names.split()):
            table[name] = code
    return table


_CODES = _codes()


def language_code(text: str) -> str | None:
    """The code of the language that ``text`` names (``en-US``, ``eng``, ``English``), else None.

    A three-letter code that the table does not hold stays as it is, in small letters.
    """
    name = text.strip().casefold()
    if name in _CODES:
        return _CODES[name]
    first = _FIRST_SUBTAG.split(name, maxsplit=1)[0]
    if first in _CODES:
        return _CODES[first]
    return first if _THREE_LETTER_TAG.fullmatch(name) and first not in _NOT_A_LANGUAGE else None
