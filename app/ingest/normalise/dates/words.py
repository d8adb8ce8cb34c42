"""The words of dates: months and weekdays by language, and the words that stand around a date.

All keys are folded: no accents, no case, Turkish dotless i as i. Two languages that use one word for
two months: ``listopad`` is November (Polish, Czech), not the Croatian October.
"""

import unicodedata
from functools import lru_cache

# Twelve columns a language; names of one month are joined by "|".
_MONTH_ROWS = (
    # English
    "january|jan february|feb|febr march|mar april|apr may june|jun july|jul august|aug "
    "september|sept|sep october|oct november|nov december|dec",
    # French
    "janvier|janv fevrier|fevr|fev mars avril|avr mai juin juillet|juil aout septembre octobre "
    "novembre decembre",
    # German (and Austrian)
    "januar|janner|jan februar|feber|feb marz|mrz|maerz april mai juni juli august september oktober|okt "
    "november dezember|dez",
    # Spanish
    "enero|ene febrero marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre octubre noviembre "
    "diciembre|dic",
    # Portuguese
    "janeiro fevereiro marco abril maio junho|jun julho|jul agosto setembro|set outubro|out novembro "
    "dezembro",
    # Italian
    "gennaio|gen febbraio|febbr marzo aprile maggio|mag giugno|giu luglio|lug agosto settembre|sett "
    "ottobre|ott novembre dicembre",
    # Dutch
    "januari februari maart|mrt april mei juni juli augustus september oktober november december",
    # Catalan
    "gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre",
    # Romanian
    "ianuarie|ian februarie martie aprilie mai iunie|iun iulie|iul august septembrie octombrie noiembrie "
    "decembrie",
    # Swedish, Danish, Norwegian
    "januari|januar februari|februar mars|marts april maj|mai juni juli augusti|august september oktober "
    "november december|desember|des",
    # Finnish
    "tammikuuta|tammikuu helmikuuta|helmikuu maaliskuuta|maaliskuu huhtikuuta|huhtikuu toukokuuta|toukokuu "
    "kesakuuta|kesakuu heinakuuta|heinakuu elokuuta|elokuu syyskuuta|syyskuu lokakuuta|lokakuu "
    "marraskuuta|marraskuu joulukuuta|joulukuu",
    # Polish
    "stycznia|styczen|sty lutego|luty|lut marca|marzec kwietnia|kwiecien|kwi maja|maj czerwca|czerwiec|cze "
    "lipca|lipiec|lip sierpnia|sierpien|sie wrzesnia|wrzesien|wrz pazdziernika|pazdziernik|paz "
    "listopada|listopad|lis grudnia|grudzien|gru",
    # Czech
    "ledna|leden unora|unor brezna|brezen dubna|duben kvetna|kveten cervna|cerven cervence|cervenec "
    "srpna|srpen zari rijna|rijen listopadu prosince|prosinec",
    # Slovak, Slovene, Serbian in Latin letters
    "januara|januarja februara|februarja marca|marta aprila maja juna|junija jula|julija augusta|"
    "avgusta|avgust septembra oktobra|oktobar novembra|novembar decembra|decembar",
    # Hungarian
    "januar februar marcius aprilis|apr majus junius julius augusztus szeptember|szept oktober november "
    "december",
    # Turkish
    "ocak|oca subat|sub mart nisan|nis mayis haziran|haz temmuz|tem agustos|agu eylul|eyl ekim|eki kasim|kas "
    "aralik|ara",
    # Indonesian, Malay
    "januari|januari februari maret|mac april mei juni|jun juli|julai agustus|ogos|agu september "
    "oktober november|nopember desember|disember",
    # Swahili
    "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
    # Russian
    "января|январь|янв февраля|февраль|фев|февр марта|март|мар апреля|апрель|апр мая|май июня|июнь|июн "
    "июля|июль|июл августа|август|авг сентября|сентябрь|сен|сент октября|октябрь|окт ноября|ноябрь|ноя|нояб "
    "декабря|декабрь|дек",
    # Ukrainian
    "січня|січень лютого|лютий березня|березень квітня|квітень травня|травень червня|червень липня|липень "
    "серпня|серпень вересня|вересень жовтня|жовтень листопада|листопад грудня|грудень",
    # Bulgarian, Serbian, Macedonian
    "януари|јануар|јануари|јануара февруари|фебруар|фебруара|февруара март април|априла май|мај|маја "
    "юни|јун|јуни|јуна юли|јул|јули|јула август|августа септември|септембар|септембра "
    "октомври|октобар|октобра ноември|новембар|новембра декември|децембар|децембра",
    # Greek
    "ιανουαριου|ιανουαριος|ιαν φεβρουαριου|φεβρουαριος|φεβ μαρτιου|μαρτιος|μαρ απριλιου|απριλιος|απρ "
    "μαιου|μαιος|μαι ιουνιου|ιουνιος|ιουν ιουλιου|ιουλιος|ιουλ αυγουστου|αυγουστος|αυγ "
    "σεπτεμβριου|σεπτεμβριος|σεπ οκτωβριου|οκτωβριος|οκτ νοεμβριου|νοεμβριος|νοε δεκεμβριου|δεκεμβριος|δεκ",
    # Arabic: the names of Egypt, of the Maghreb, of the Levant
    "يناير|جانفي فبراير|فيفري|شباط مارس|اذار ابريل|افريل|نيسان مايو|ماي|ايار يونيو|يونيه|جوان|حزيران "
    "يوليو|يوليه|جويلية|تموز اغسطس|اوت|غشت|اب سبتمبر|شتنبر|ايلول اكتوبر نوفمبر|نونبر ديسمبر|دجنبر",
    # Persian names of the Gregorian months
    "ژانویه فوریه مارس اوریل مه ژوین|ژوئن ژوییه|ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    # Hebrew
    "ינואר|בינואר פברואר|בפברואר מרץ|במרץ אפריל|באפריל מאי|במאי יוני|ביוני יולי|ביולי אוגוסט|באוגוסט "
    "ספטמבר|בספטמבר אוקטובר|באוקטובר נובמבר|בנובמבר דצמבר|בדצמבר",
    # Hindi
    "जनवरी फरवरी|फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर नवंबर|नवम्बर दिसंबर|दिसम्बर",
)

_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun
lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
lunes martes miercoles jueves viernes sabado domingo mie jue vie sab dom
segunda terca quarta quinta sexta feira seg ter qua qui sex
lunedi martedi mercoledi giovedi venerdi sabato domenica gio
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo
mandag tirsdag onsdag torsdag fredag lordag sondag tisdag lordagen mandagen
maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai ma ti ke to pe la su
poniedzialek wtorek sroda czwartek piatek sobota niedziela pon wto sro czw pia sob nie
pondeli utery streda ctvrtek patek nedele
hetfo kedd szerda csutortok pentek szombat vasarnap
pazartesi sali carsamba persembe cuma cumartesi pazar paz pzt sal car per cum cmt
dilluns dimarts dimecres dijous divendres dissabte diumenge
luni marti miercuri joi vineri sambata duminica
thu hai ba tu nam sau bay chu nhat ngay
senin selasa rabu kamis jumat sabtu minggu
понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс
понеділок вівторок середа четвер п'ятниця субота неділя
δευτερα τριτη τεταρτη πεμπτη παρασκευη σαββατο κυριακη
الاثنين الثلاثاء الاربعاء الخميس الجمعة السبت الاحد
月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 月 火 水 木 金 土 日
星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 周一 周二 周三 周四 周五 周六 周日
월 화 수 목 금 토 일 월요일 화요일 수요일 목요일 금요일 토요일 일요일
"""

_AROUND = """
published publish updated update last modified posted created edited issued filed released added first
originally date dated on at of the from time local edition issue print online web hrs hours
publie mis maj a jour le la les modifie cree heure heures du
veroffentlicht aktualisiert erstellt geandert zuletzt datum stand am um uhr den der vom ortszeit
publicado publicada actualizado actualizada modificado creado el las los de del fecha hora horas hs h
em as do no atualizado atualizada data min
pubblicato aggiornato modificato il alle ore dell della
gepubliceerd bijgewerkt gewijzigd geplaatst op om uur
publicerad uppdaterad publisert oppdatert publiceret opdateret opdaterad kl klockan klokken klo d
julkaistu paivitetty
opublikowano aktualizacja dodano dnia godz godzina r roku dne hod publikovano aktualizovano
kozzeteve frissitve
tarih tarihi yayinlanma yayin guncelleme guncellenme son saat giris eklenme
опубликовано обновлено дата г год года в от мск
опубліковано оновлено року о
نشر نشرت تاريخ النشر اخر تحديث يوم الساعة في الموافق
发布时间 发布 发表于 发表 更新时间 更新 时间 公開日 公開 更新日 掲載 配信 입력 수정 등록 게시
"""


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """A word without accents and case; Turkish dotless i and the Arabic tatweel are levelled."""
    if word.isascii():
        return word.lower()
    plain = (char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
    return "".join(plain).casefold().replace("ı", "i").replace("ł", "l").replace("ø", "o").replace("ـ", "")


def _months() -> dict[str, int]:
    """Folded month name to 1..12. Earlier rows win: English ``mar`` is March."""
    table: dict[str, int] = {}
    for row in _MONTH_ROWS:
        for number, names in enumerate(row.split(), start=1):
            for name in names.split("|"):
                table.setdefault(fold(name), number)
    return table


MONTHS = _months()
WEEKDAYS = frozenset(fold(word) for word in _WEEKDAYS.split())
AROUND = frozenset(fold(word) for word in _AROUND.split())
AM = frozenset(fold(word) for word in ("am", "a.m", "a.m.", "ص", "صباحا"))
PM = frozenset(fold(word) for word in ("pm", "p.m", "p.m.", "م", "مساء"))
EARLY = frozenset(fold(word) for word in ("午前", "上午", "오전"))
LATE = frozenset(fold(word) for word in ("午後", "下午", "오후"))
