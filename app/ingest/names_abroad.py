"""What the fields of an article are called in other languages: the headers of tables, mostly.

German, French, Spanish, Portuguese, Italian, Dutch, Polish, Turkish, Swedish, Russian, Arabic, Chinese,
Japanese, Korean. Without accents, as names are compared. A word that means two fields in two of them is left
out.
"""

NAMES_ABROAD: dict[str, str] = {
    "title": "titel titre titulo titolo tytul baslik schlagzeile uberschrift titular titulaire manchete kop "
    "overskrift заголовок название العنوان عنوان 标题 標題 题目 タイトル 見出し 題名 제목",
    "body": "texte texto testo tekst tresc metin icerik volltext inhalt artikeltext artikel contenu corps "
    "contenido cuerpo conteudo corpo contenuto inhoud innehall текст содержание النص نص المحتوى "
    "المقال 正文 内容 內容 全文 本文 본문 내용",
    "description": "beschreibung zusammenfassung vorspann anriss teasertext chapo resume chapeau extrait "
    "resumen entradilla bajada descripcion resumo descricao riassunto sommario descrizione occhiello "
    "samenvatting beschrijving streszczenie opis ozet ingress аннотация описание الملخص ملخص 摘要 "
    "概要 導語 요약",
    "published": "datum veroffentlichungsdatum veroffentlicht veroffentlichtam erscheinungsdatum erschienen "
    "publiziert datedepublication publiele datepublication fecha fechadepublicacion "
    "fechapublicacion publicado datadepublicacao datapublicacao publicadoem datapubblicazione "
    "datadipubblicazione pubblicatoil publicatiedatum gepubliceerd datapublikacji opublikowano "
    "tarih yayintarihi yayimtarihi publicerad датапубликации дата التاريخ تاريخ تاريخالنشر 日期 "
    "发布时间 發布時間 发布日期 日付 公開日 掲載日 날짜 게시일",
    "updated": "aktualisiert geandert anderungsdatum misajour datemodification actualizado modificado "
    "atualizado aggiornato bijgewerkt zaktualizowano guncelleme guncellemetarihi обновлено 更新时间 "
    "更新日",
    "authors": "autor autoren autorin verfasser auteur auteurs autores autora autore autori autorzy yazar "
    "yazarlar forfattare redakteur redacteur periodista автор авторы المؤلف الكاتب كاتب 作者 记者 "
    "記者 著者 筆者 기자 저자 작성자",
    "source": "quelle zeitung journal fuente periodico medio fonte jornal veiculo testata giornale bron "
    "krant zrodlo gazete kaynak kalla tidning источник издание المصدر مصدر الصحيفة 来源 來源 媒体 出典 "
    "媒体名 출처 언론사",
    "agency": "agentur agence agencia agenzia persbureau agencja ajans агентство الوكالة 通讯社 通信社",
    "section": "ressort sparte rubrique rubrica categoria kategorie kategoria kategori seccion secao sezione "
    "rubriek dzial bolum рубрика раздел категория القسم قسم 栏目 欄目 版面 分类 分類 カテゴリ 섹션 "
    "분류",
    "tags": "schlagworter schlagworte stichworter stichworte motscles motsclefs etiquettes etiquetas "
    "palabrasclave palavraschave parolechiave trefwoorden slowakluczowe etiketler ключевыеслова "
    "теги الكلماتالمفتاحية 关键词 關鍵詞 标签 キーワード 키워드",
    "language": "sprache langue idioma lingua taal jezyk dil sprak язык اللغة لغة 语言 語言 言語 언어",
    "url": "lien enlace vinculo koppeling baglanti ссылка الرابط رابط 链接 鏈接 网址 リンク 링크",
    "image_url": "bild foto imagen imagem immagine afbeelding zdjecie gorsel картинка изображение الصورة "
    "صورة 图片 圖片 画像 이미지",
    "dateline": "ortsmarke",
}
