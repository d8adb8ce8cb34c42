"""Phrases that begin the furniture of a page, in the languages we meet most; all in lower case."""

from app.ingest.normalise.wordlist import phrases

#: Headings over other stories. The article may still go on after them.
RELATED = phrases("""
    related | more from | more on | more about | more in | more stories | more news | more coverage |
    read more | read next | read also | also read | recommended | recommended for you |
    recommended stories | you may also like | you might also like | you may like | you might like |
    most read | most popular | most viewed | most shared | trending | popular | latest news |
    latest stories | latest from | latest posts | top stories | editor's picks | editors' picks |
    don't miss | up next | next article | next story | previous article | what to read next |
    keep reading | see also | recent posts | in other news | around the web | from the web |
    promoted stories | sponsored content | also on | mehr zum thema | mehr zu | mehr aus | mehr von |
    lesen sie auch | lesen sie mehr | lesen sie hier | auch interessant | das könnte sie |
    das könnte dich | weitere artikel | weitere themen | weitere nachrichten | meistgelesen |
    meist gelesen | beliebt | passend zum thema | lesetipps | aktuelle nachrichten | zum thema | anzeige |
    neueste | verwandte artikel | ähnliche artikel | top-themen | zur startseite | nächster artikel |
    lire aussi | à lire aussi | a lire aussi | à lire également | lire également | lire plus |
    sur le même sujet | sur le même thème | dans la même rubrique | les plus lus | les plus lues |
    à voir aussi | a voir aussi | voir aussi | nos derniers articles | plus d'articles | en lien |
    à découvrir | dernières actualités | articles liés | lea también | lee también | leer más |
    leer también | te puede interesar | le puede interesar | te recomendamos | más noticias |
    más información | noticias relacionadas | artículos relacionados | relacionad | lo más leído |
    lo más visto | lo último | también te puede | además | últimas noticias | ver más | seguir leyendo |
    más en | más sobre | leggi anche | leggi di più | articoli correlati | potrebbe interessarti |
    ti potrebbe interessare | i più letti | altre notizie | ultime notizie | vedi anche | leia também |
    leia mais | veja também | veja mais | notícias relacionadas | mais lidas | mais lidos | saiba mais |
    artigos relacionados | últimas notícias | relacionados | lees ook | lees meer | lees verder |
    meer over | meer nieuws | gerelateerd | meest gelezen | bekijk ook | ilgili haberler |
    ilgili konular | diğer haberler | çok okunan | en çok okunan | benzer haberler | bunlar da ilginizi |
    öne çıkan | son haberler | günün manşetleri | sıradaki haber | читайте также | по теме |
    новости по теме | самое читаемое | еще по теме | ещё по теме | другие новости | главные новости |
    последние новости | смотрите также | материалы по теме | читайте також | більше новин | czytaj także |
    czytaj też | czytaj więcej | zobacz także | zobacz też | zobacz również | czytaj również | polecane |
    najnowsze | najczęściej czytane | podobne | läs också | läs mer | läs även | les også | les mer |
    læs også | læs mere | lue myös | lue lisää | mest läst | mest lest | mest læste | senaste nytt |
    relaterade | flere saker | siste nytt | mer om | اقرأ أيضا | اقرأ ايضا | إقرأ أيضا | مواضيع ذات صلة |
    أخبار ذات صلة | مقالات ذات صلة | الأكثر قراءة | المزيد من | آخر الأخبار | شاهد أيضا | مواضيع متعلقة |
    اخبار متعلقة | قد يعجبك | 相关新闻 | 相关阅读 | 相关文章 | 延伸阅读 | 推荐阅读 | 热门 | 関連記事 |
    関連ニュース | あわせて読みたい | おすすめ | 関連 | 관련기사 | 관련 기사 | 많이 본 | 인기기사 |
    주요뉴스 | 추천 | baca juga | berita terkait | artikel terkait | terpopuler | tin liên quan |
    xem thêm | đọc thêm | διαβάστε επίσης | διαβάστε ακόμη | σχετικά | ये भी पढ़ें | यह भी पढ़ें |
    citește și | citeste si | cititi si | pročitajte | čtěte také | súvisiace | související |
    olvasta már | kapcsolódó | přečtěte si | прочетете още | още по темата
""")

#: Headings over what readers wrote or are asked to write: nothing of the article follows.
COMMENTS = phrases("""
    comments | comment | leave a reply | leave a comment | leave comment | post a comment |
    add a comment | join the conversation | join the discussion | view comments | show comments |
    be the first to comment | load comments | responses | reader comments | discussion |
    what do you think | write a comment | add comment | thoughts on | kommentare | kommentar |
    leserkommentare | diskutieren sie | ihr kommentar | kommentieren | schreibe einen kommentar |
    beitrag kommentieren | kommentar verfassen | antworten | commentaires | commentaire |
    laisser un commentaire | réagir | vos commentaires | laissez un commentaire | réactions |
    comentarios | comentar | deja un comentario | deja tu comentario | comenta | comentários |
    deixe um comentário | deixe seu comentário | opiniones | commenti | lascia un commento | reacties |
    reageer | geef een reactie | yorumlar | yorum yap | yorum yaz | yorum gönder | комментарии |
    комментировать | обсуждение | добавить комментарий | коментарі | komentarze | dodaj komentarz |
    kommentarer | kommentit | التعليقات | أضف تعليق | اترك تعليقا | اترك ردا | تعليقات | 评论 | 网友评论 |
    コメント | 댓글 | komentar | bình luận | σχόλια | comentarii | komentáře | hozzászólások
""")

#: Sharing, subscribing, navigation, legal lines: never part of an article.
TOOLS = phrases("""
    zum inhalt | zum hauptinhalt | direkt zum | aller au contenu | ir al contenido | saltar al |
    vai al contenuto | ga naar | naar de | przejdź do | перейти к | içeriğe geç | hoppa till | gå til |
    our standards | please read our | find out more | already a | already have | don't have | become a |
    create an | manage your | vous possédez | vous avez déjà | déjà abonné | pour ajouter | ajouter |
    article réservé | réservé aux | sie haben | bereits | noch kein | ya tienes | ya eres | hai già |
    sei già | você já | heeft u | ben je | share | share this | tweet | facebook | twitter | whatsapp |
    linkedin | pinterest | telegram | reddit | email | e-mail | print | copy link | copy url | save |
    bookmark | follow us | follow | like us | subscribe | sign up | sign in | log in | login | register |
    newsletter | get the | download the app | download our app | advertisement | advertising | sponsored |
    skip to | skip advertisement | menu | search | home | close | © | copyright | all rights reserved |
    terms of | privacy | cookie | we use cookies | this site uses | this website uses | about us |
    contact us | contact | imprint | loading | back to top | scroll | go to | tags | topics |
    filed under | categories | category | click here | click to | watch | listen | play | read time |
    reading time | min read | view all | see all | show more | load more | view more | next | previous |
    photo | photos | gallery | video | teilen | drucken | merken | anmelden | abonnieren | abo |
    impressum | datenschutz | agb | startseite | schlagworte | schlagwörter | themen | suche | menü |
    kontakt | folgen sie | jetzt | hier | quelle | mehr | e-paper | weiterlesen | artikel | foto | bild |
    partager | imprimer | abonnez-vous | s'abonner | se connecter | connexion | mentions légales |
    mots-clés | accueil | rechercher | inscrivez | suivez-nous | publicité | newsletters | contactez |
    compartir | comparte | suscríbete | suscribirse | iniciar sesión | etiquetas | archivado en | temas |
    publicidad | inicio | buscar | síguenos | aviso legal | política de | regístrate | únete | boletín |
    compartilhe | compartilhar | assine | publicidade | início | condividi | abbonati | pubblicità |
    accedi | iscriviti | deel | delen | abonneer | inloggen | advertentie | paylaş | abone ol |
    giriş yap | reklam | anasayfa | ana sayfa | etiketler | kaynak | künye | iletişim | поделиться |
    подписаться | подписывайтесь | реклама | теги | войти | регистрация | главная | меню | поиск |
    udostępnij | zaloguj | reklama | tagi | dela | del | annons | annonse | annonce | jaa | mainos |
    شارك | مشاركة | اشترك | الرئيسية | تسجيل الدخول | إعلان | الكلمات | بحث | 分享 | 登录 | 订阅 | 广告 |
    首页 | シェア | ログイン | 会員 | 공유 | 로그인 | 구독 | 광고 | 기사제보 | 무단 | 저작권 | bagikan |
    chia sẻ
""")

#: Parts of words in texts that speak to the reader of cookies, accounts and letters.
ASKS = phrases("""
    comment policy | community guidelines | become a member | share of the sale | affiliate |
    support the journalism | support our | donation | spende | abonelik | 会員限定 | 会員登録 | cookie |
    newsletter | subscribe | subscription | subscriber | sign up | signing up | privacy policy |
    javascript | terms of use | terms of service | your browser | your inbox | your email | click here |
    log in | logged in | our partners | personal data | consent | e-mail-adresse | datenschutz |
    abonnier | abonnent | nutzungsbedingungen | personenbezogen | abonné | s'abonner | votre adresse |
    votre navigateur | confidentialit | suscrib | suscrip | correo electrónico | privacidad |
    privacidade | iscriviti | aanmeld | abonnee | e-posta | gizlilik | kişisel veri | подпис | подпиш |
    push-уведомлен | пользовательск | الاشتراك | بريدك | 订阅 | メールアドレス | 구독
""")

#: Claims of ownership.
RIGHTS = phrases("""
    © | (c) 19 | (c) 20 | copyright | all rights reserved | alle rechte vorbehalten |
    tous droits réservés | todos los derechos | tutti i diritti | todos os direitos | все права защищены |
    tüm hakları | جميع الحقوق | 無断転載 | 版权所有 | 무단전재 | 무단 전재
""")

#: Words before a date of publication.
PUBLISHED = phrases("""
    publi | posted | created | date: | datum | veröffentlich | erstellt | erschienen | fecha | pubblicat |
    yayın | giriş | oluştur | опубликован | نشر | gepubliceerd | geplaatst | opublikowan | utworzon |
    dodan | julkaistu | publik | megjelent | objavljen | zveřejněn | δημοσι | опублікован | публикуван |
    udgivet | diterbitkan | प्रकाशित | פורסם | منتشر | tayang | đăng | 入力 | 公開 | 掲載 | 등록 | 입력 |
    发布 | 发表 | 时间
""")

#: Words before a date of change.
UPDATED = phrases("""
    updat | modif | edited | revised | aktualisier | geändert | stand: | mis à jour | actualizad |
    atualizad | aggiornat | güncelle | обновл | изменен | تحديث | bijgewerkt | aktualizac | uppdater |
    oppdatert | opdater | päivitet | uppfært | endret | muokattu | frissít | ažuriran | ενημερώθηκε |
    оновлен | обновен | cập nhật | diperbarui | עודכן | به‌روز | 更新 | 수정
""")

#: Words of a line that speaks of a picture.
CAPTIONS = phrases("""
    © | foto: | fotos: | photo: | photos: | photo by | photograph: | photo/ | image: | bild: | picture: |
    pictures: | (photo | (foto | (image | (bild | getty | imago | archivbild | symbolbild | file image |
    file photo | crédit | credit: | /afp | /ap | /reuters | /dpa | /epa | /efe | /ansa | picture alliance
""")
