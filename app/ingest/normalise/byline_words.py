"""The words of bylines: how they begin, and what is not a name."""

from app.ingest.normalise.wordlist import phrases, words

#: Stand before a name; with a colon or without.
BARE_INTRODUCTIONS = phrases("""
    by | written by | story by | article by | posted by | submitted by | compiled by | text by | words by |
    reported by | von | text von | ein bericht von | par | propos recueillis par | por | redactado por |
    escrito por | texto de | di | a cura di | door | av | text av | tekst av | af | przez | napsal | napsala |
    scris de | بقلم | كتب | كتبت | oleh | author | 记者 | 記者 | 作者
""")

#: Stand before a name, and a colon stands between.
COLON_INTRODUCTIONS = phrases("""
    autor | autora | auteur | autore | author | authors | autoren | text | texte | texto | testo | tekst |
    kirjoittaja | opr | szerző | автор | авторы | текст | автор текста | от | yazan | haber |
    kaynak | muhabir | penulis | 文 | 撰文
""")

#: Nouns that say what somebody is; a name never goes on after them.
ROLES = words("""
    correspondent correspondents editor editors reporter reporters writer writers columnist
    columnists contributor contributors producer producers photographer photographers journalist
    journalists analyst bureau desk staff newsroom newsdesk editorial board commentator critic
    anchor presenter blogger fellow intern stringer reviewer cartoonist illustrator cameraman
    strategist economist professor director president ceo founder chairman redaktion redakteur
    redakteurin korrespondent korrespondentin reporterin journalistin autorin mitarbeiter
    journaliste rédaction redaction envoyé envoyée correspondante rédacteur rédactrice pigiste
    redacción redactor redactora corresponsal enviado enviada periodista redação repórter
    correspondente redazione corrispondente inviato inviata giornalista redactie verslaggever
    redacteur correspondente redaksjonen redaktionen redaksi wartawan redakcja redakcija redakce
    szerkesztőség toimitus muhabir muhabiri editör servisi корреспондент корреспондента обозреватель
    редактор редакция журналист кореспондент редакція admin administrator anonymous unknown none
    null nan guest webmaster team agencies
""")

#: Adjectives and nouns that go before a role (``senior political correspondent``).
MODIFIERS = words("""
    senior junior chief deputy assistant associate managing executive special foreign diplomatic
    political investment business economics economic banking financial finance technology tech
    science health medical legal religion education environment climate energy mining markets market
    sports sport arts culture travel food features feature news national international local
    regional european asia asian africa african middle east west north south washington white house
    capitol hill city world china us uk eu emea investigative contributing guest freelance staff
    opinion crime court courts transport defence defense security parliamentary royal weather data
    digital online general home night weekend web multimedia our the ein unser unsere notre nuestro
    commodities commodity retail auto autos telecoms media entertainment property consumer industry
    global america american latin pacific gulf europe india indian japan korea russia germany german
    france french britain british canada brazil mexico israel iran turkey southeast northern
    southern eastern western congressional judiciary supreme pentagon department affairs relations
    enterprise breaking change labor labour oil gas equities stocks cnn bbc npr abc nbc cbs fox
    reuters afp ap company corporate consumer housing law justice
""")

#: Last words of an organisation's name.
ORGANISATIONS = words("""
    news times staff magazine network newsroom media tv radio television online newspapers newspaper
    newswire wire service services bureau board committee institute university center centre
    foundation report reports desk team digital studios productions group inc ltd llc gmbh
    association project alliance coalition society today agency wires council commission authority
""")
#: Ambiguous last words (there are people called Press and Post): only after a word of OUTLET_STARTS.
OUTLET_ENDS = words("""
    post press herald journal tribune gazette chronicle examiner guardian globe mail star sun daily
    weekly review observer inquirer dispatch courier register monitor telegraph standard mirror
    express
""")
OUTLET_STARTS = words("""
    the washington wall street new york los angeles san boston chicago denver huffington associated
    jerusalem bangkok daily sunday evening morning national
""")

#: Degrees and honours after a name.
LETTERS_AFTER_NAMES = words("""
    phd ph.d ph.d. md m.d m.d. esq esq. mp mbe obe cbe mep rn jd j.d. mba cfa
""")
