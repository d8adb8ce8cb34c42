"""Labels that pages and header blocks put before a value, in the languages we meet most."""

#: Field of ``Draft`` -> its labels, all in lower case; a hyphen stands for a space, hyphen or underscore.
_LABELS = {
    "title": """
        title headline titre titel título titulo titolo başlık заголовок العنوان 标题 標題 タイトル
        제목 tytuł rubriek otsikko judul
    """,
    "published": """
        date published published-time publication-date publish-date pubdate published-at
        published-on date-published datepublished posted posted-on datum veröffentlicht erschienen
        publié publié-le date-de-publication fecha publicado publicado-el data pubblicato tarih
        yayın-tarihi yayınlanma опубликовано дата التاريخ تاريخ-النشر 日期 日付 날짜 gepubliceerd
        opublikowano publicerad tanggal
    """,
    "updated": """
        updated modified updated-at last-updated last-modified updated-on date-modified datemodified
        aktualisiert stand mis-à-jour modifié actualizado atualizado aggiornato güncelleme
        güncellenme обновлено آخر-تحديث bijgewerkt
    """,
    "byline": """
        byline author authors by writer autor autoren von auteur auteurs par autora autores por
        autore di yazar автор авторы الكاتب بقلم 作者 記者 기자 door autorzy penulis
    """,
    "source": """
        source sources credit publisher publication outlet newspaper site website quelle fuente
        fonte kaynak source-name источник المصدر 来源 來源 出典 출처 bron źródło källa kilde lähde
        sumber πηγή zdroj forrás sursa джерело منبع
    """,
    "agency": """
        agency wire agentur agence agencia agenzia ajans агентство الوكالة persbureau agencja
    """,
    "url": """
        url url-source link canonical canonical-url address permalink web-address source-url adresse
        enlace bağlantı ссылка الرابط
    """,
    "section": """
        section category desk rubric ressort rubrik rubrique sección seccion sezione kategori раздел
        рубрика القسم kategorie catégorie categoría
    """,
    "tags": """
        tags keywords topics tag subjects schlagwörter schlagworte themen mots-clés etiquetas
        parole-chiave etiketler теги ключевые-слова الكلمات-المفتاحية الوسوم trefwoorden tagi
    """,
    "language": """
        language lang sprache langue idioma lingua dil язык اللغة taal język
    """,
    "description": """
        description summary standfirst abstract deck subtitle subheadline lead lede subhead teaser
        beschreibung zusammenfassung chapeau résumé descripción resumen entradilla sommario özet
        описание الوصف samenvatting
    """,
    "dateline": """
        dateline place location ort lieu lugar luogo yer место المكان
    """,
    "image_url": """
        image image-url picture photo-url bild-url
    """,
    "external_id": """
        id guid external-id article-id
    """,
    "body": """
        body content text article article-body markdown-content text-content inhalt contenu
        contenido texto testo metin текст النص 正文 本文
    """,
    "republished_by": """
        republished-by republisher reprinted-by reprinted-in
    """,
}

FIELD_OF_LABEL = {label: field for field, labels in _LABELS.items() for label in labels.split()}


def field_named(label: str) -> str:
    """The field of ``Draft`` that ``label`` stands for, "" when none: "Kaynak/Source" is source."""
    for part in label.casefold().replace("i̇", "i").split("/"):
        key = "-".join(part.replace("_", " ").replace("-", " ").split())
        if key in FIELD_OF_LABEL:
            return FIELD_OF_LABEL[key]
    return ""
