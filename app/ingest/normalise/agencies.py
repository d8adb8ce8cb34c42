"""News agencies: who they are and how their names are printed."""

import re
from functools import lru_cache

from app.ingest.normalise.names import without_capitals
from app.ingest.normalise.wordlist import words

# Canonical short name, then the other names under which the agency is printed.
_TABLE = """
Reuters: Reuter|Thomson Reuters|Reuters News|Reuters Life!|Рейтер|رويترز|路透社|ロイター|로이터
AFP: Agence France-Presse|Agence France Presse|AFP News|France-Presse|АФП|فرانس برس|ا ف ب|أ ف ب|法新社
AP: Associated Press|The Associated Press|AP News|A.P.|The AP|أ ب|美联社
dpa: Deutsche Presse-Agentur|Deutsche Presse Agentur|dpa-AFX|dpa infocom|ДПА|د ب أ
EFE: Agencia EFE|EFE News|Efe Agencia|Agencia Efe
ANSA: Agenzia ANSA|Ansa.it
AGI: Agenzia Giornalistica Italia|Agenzia Italia
Adnkronos: Agenzia Adnkronos
TASS: ITAR-TASS|Itar-Tass|ТАСС|ИТАР-ТАСС
Interfax: Интерфакс|Interfax-Ukraine|Интерфакс-Украина
RIA Novosti: RIA|РИА Новости|РИА|RIA Novosti News Agency
Sputnik: Спутник|Sputnik News
Xinhua: Xinhua News Agency|New China News Agency|Xinhuanet|新华社|新华网|新華社
China News Service: CNS|中新社|中国新闻社|中新网
Kyodo: Kyodo News|Kyodo News Service|Kyodo News Agency|共同通信|共同
Jiji: Jiji Press|時事通信|時事
Yonhap: Yonhap News|Yonhap News Agency|연합뉴스
KCNA: Korean Central News Agency|Korea Central News Agency|조선중앙통신
CNA: Central News Agency|中央社
PTI: Press Trust of India|The Press Trust of India
ANI: Asian News International
IANS: Indo-Asian News Service
UNI: United News of India
APP: Associated Press of Pakistan
Bernama: بيرناما
Antara: Antara News|ANTARA
VNA: Vietnam News Agency|TTXVN
Anadolu: AA|Anadolu Agency|Anadolu Ajansı|Anadolu Ajansi|Anadolu News Agency
DHA: Demirören Haber Ajansı|Doğan Haber Ajansı
İHA: İhlas Haber Ajansı|Ihlas News Agency|IHA
APA: Austria Presse Agentur|Austria Press Agency|APA-OTS
Keystone-SDA: ATS|SDA|Keystone-ATS|Keystone SDA|Schweizerische Depeschenagentur|Agence télégraphique suisse
Belga: Belga News Agency|Agence Belga|Agentschap Belga
ANP: Algemeen Nederlands Persbureau
TT: Tidningarnas Telegrambyrå|TT News Agency|TT Nyhetsbyrån
NTB: Norsk Telegrambyrå
Ritzau: Ritzaus Bureau
STT: Suomen Tietotoimisto|STT-Lehtikuva
BNS: Baltic News Service
ELTA:
LETA:
PAP: Polska Agencja Prasowa|Polish Press Agency
ČTK: CTK|Czech News Agency|Česká tisková kancelář
TASR: Tlačová agentúra Slovenskej republiky
MTI: Magyar Távirati Iroda|Hungarian News Agency
Agerpres: AGERPRES
Mediafax:
BTA: Bulgarian News Agency|БТА
Tanjug: Танјуг|Novinska agencija Tanjug
Beta: Novinska agencija Beta|Beta News Agency
FoNet:
Hina: Croatian News Agency|HINA
STA: Slovenian Press Agency|Slovenska tiskovna agencija
SRNA:
MIA: Macedonian Information Agency
ANA-MPA: ANA|AMNA|Athens News Agency|Athens-Macedonian News Agency|ΑΠΕ-ΜΠΕ|ΑΠΕ
Ukrinform: Укрінформ|Укринформ
UNIAN: УНИАН|УНІАН
BelTA: БелТА|BELTA
Kazinform:
Azertac: AZERTAC|AzerTAg
Trend: Trend News Agency
UPI: United Press International
Bloomberg: Bloomberg News
Dow Jones: Dow Jones Newswires|Dow Jones Newswire
PA: Press Association|PA Media|PA News Agency|The Press Association|PA Wire
AAP: Australian Associated Press|AAP Newswire
NZPA: New Zealand Press Association
CP: Canadian Press|The Canadian Press|La Presse canadienne|La Presse Canadienne
Notimex:
Télam: Telam
Agência Brasil: Agencia Brasil|ABr
Estadão Conteúdo: Estadao Conteudo|Agência Estado
Folhapress:
Lusa: Agência Lusa|Agencia Lusa
Europa Press:
Prensa Latina:
Colpisa:
NAN: News Agency of Nigeria
PANA: Panapress
SAPA: South African Press Association
GNA: Ghana News Agency
APS: Algérie Presse Service|Agence de presse sénégalaise
MAP: Maghreb Arabe Presse|Agence Maghreb Arabe Presse
TAP: Tunis Afrique Presse
MENA: Middle East News Agency|أ ش أ
WAM: Emirates News Agency|وام
SPA: Saudi Press Agency|واس
KUNA: Kuwait News Agency|كونا
QNA: Qatar News Agency|قنا
BNA: Bahrain News Agency|بنا
ONA: Oman News Agency
SANA: Syrian Arab News Agency|سانا
NNA: National News Agency
Petra: Jordan News Agency|بترا
Wafa: WAFA|وفا
IRNA: Islamic Republic News Agency|إرنا|ایرنا
ISNA: Iranian Students' News Agency|ایسنا
Fars: Fars News Agency|فارس
Tasnim: Tasnim News Agency|تسنیم
Mehr: Mehr News Agency
JTA: Jewish Telegraphic Agency
IPS: Inter Press Service
RNS: Religion News Service
CNS News: Cybercast News Service|CNSNews
TNS: Tribune News Service
SID: Sport-Informations-Dienst
epd: Evangelischer Pressedienst
KNA: Katholische Nachrichten-Agentur
"""

# Also ordinary words, names of people or places: only in capitals (or as a full name).
_ONLY_CAPITALS = words("""
    ap pa cp tt ani nan hina una uni app map tap aa ana beta trend mehr petra fars mia sta spa apa
    ria cna mena sana ona lusa pana ina
""")
_LOWER_CASE_TOO = words("""
    dpa afp ap apa sda ats epd sid kna reuters efe ansa
""")

_KINDS = (
    "Wire|Newswire|News Agency|Press Agency|News Service|Wire Service|Press Service|Nachrichtenagentur|"
    "Presseagentur|Press Association|Haber Ajansı|Agentur"
)
_GENERIC = re.compile(
    rf"(?!The )(?:[A-ZÀ-ÞŠŽÇŞİ][\w'’&.-]*\s){{1,4}}(?:{_KINDS}|{_KINDS.upper()})"
    r"|(?:Agence|Agencia|Agência|Agenzia|Agentur|Agencja|AGENCE|AGENCIA|AGÊNCIA|AGENZIA|AGENTUR)"
    r"(?:\s(?:de\s|du\s|di\s|la\s)?[A-ZÀ-ÞŠŽÇŞİ][\w'’&.-]*){1,4}"
)
_BEFORE = re.compile(
    r"^(?:\W*\b(?:source|sources|quelle|fuente|fonte|kaynak|källa|kilde|bron|źródło|источник|via|with|"
    r"by|from|par|von|por|copyright|the wire service)\b\s*[:/]?"
    r"|[\s©(\[{<«\"'“„|*•–—-]+|\(c\)|(?:19|20)\d\d\b)",
    re.IGNORECASE,
)
_CLOSING = r"\s)\]}>»\"'”“|*.,;:–—-"
_AFTER = re.compile(rf"(?:(?<![{_CLOSING}])[{_CLOSING}]+|\b(?:19|20)\d\d)$")
_JOINTS = re.compile(r" ?(?:/|,|;|\+|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bvia\b| [-–—] |\|) ?")
_DOMAIN = re.compile(r"\.(?:com|ru|de|fr|it|es|net|org)$")
_LONGEST = 80


def _known() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in _TABLE.strip().splitlines():
        short, _, others = row.partition(":")
        for name in (short, *others.strip().split("|")):
            if name:
                names[name.casefold()] = short
    return names


_NAMES = _known()


@lru_cache(maxsize=4096)
def agency_named(text: str) -> str | None:
    """The short name of the agency that ``text`` as a whole names, else None.

    Brackets, ``©``, ``Source:`` and ``via`` around it do not matter; of several agencies
    (``AFP/Reuters``) the first counts. An agency not in the table is known by its name
    (``... Wire``, ``... News Agency``, ``Agence ...``) and comes back as printed, capitals lowered.
    """
    if len(text) > _LONGEST:
        return None
    name = _trimmed(" ".join(text.split()))
    if found := _one_agency(name):
        return found
    agencies = [_one_agency(part) for part in _JOINTS.split(name)]
    if len(agencies) < 2 or None in agencies:
        return _first_of_hyphened(name)
    return agencies[0]


def _trimmed(text: str) -> str:
    """``text`` without what stands around a credit."""
    before = ""
    while text != before:
        before = text
        text = _AFTER.sub("", _BEFORE.sub("", text))
    return text


def _one_agency(name: str) -> str | None:
    key = _DOMAIN.sub("", name.casefold())
    short = _NAMES.get(key)
    if short and _printed_as_agency(name, key):
        return short
    return without_capitals(name) if _GENERIC.fullmatch(name) else None


def _printed_as_agency(name: str, key: str) -> bool:
    """``Ani`` is a person, ``ANI`` an agency."""
    if key not in _ONLY_CAPITALS:
        return True
    return name.isupper() or (name.islower() and key in _LOWER_CASE_TOO)


def _first_of_hyphened(name: str) -> str | None:
    """``AFP-JIJI``: two agencies joined by a hyphen."""
    parts = [_one_agency(part) for part in name.split("-")]
    return parts[0] if len(parts) > 1 and None not in parts else None
