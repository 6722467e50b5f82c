/**
 * What short pages say in the place of content, by what they mean, in the languages that hosts use most.
 *
 * Each is looked for in text in lower case with plain apostrophes and single spaces. Whatever may also
 * stand beside content (a footer that says how old the models are, "not available") is left out.
 */
export const WORDING = {
  /** Nothing is here, or not any more. */
  'says-not-found': [
    /\b404\b/,
    /\b(?:not found|page missing|no such (?:page|file|image|picture|album|user))\b/,
    /\b(?:could ?n[o']t|cannot|can't|could not) be found\b/,
    /\bno longer (?:exists?|available|here|online)\b/,
    /\b(?:does not|doesn't|do not|don't) exist\b/,
    /\b(?:was|were|been|is|are|got) (?:removed|deleted|taken down|disabled)\b/,
    /^(?:removed|deleted|gone)\b/m,
    /\b(?:content|file|image|picture|photo|page|post|album|gallery|video) (?:removed|deleted)\b/,
    /\b(?:introuvable|n'existe (?:pas|plus)|n'est plus (?:disponible|en ligne))\b/,
    /\b(?:a été|ont été|été) (?:supprimée?s?|retirée?s?|effacée?s?)/,
    /\b(?:niet gevonden|bestaat niet|niet (?:langer|meer) (?:beschikbaar|online))\b/,
    /\b(?:is|zijn|werd|werden) (?:verwijderd|gewist)\b/,
    /\b(?:nicht gefunden|existiert nicht|nicht (?:mehr|länger) (?:verfügbar|vorhanden|online))/,
    /\b(?:wurde|wurden) (?:gelöscht|entfernt)/,
    /\b(?:no encontrad[oa]|no existe|ya no (?:existe|está disponible))\b/,
    /\b(?:ha sido|fue|fueron|han sido) (?:eliminad[oa]s?|borrad[oa]s?|retirad[oa]s?)\b/,
    /(?:не найден|не существует|больше не (?:доступ|существует))/,
    /(?:был[аио]? удал[её]н|удал[её]н[аоы]? (?:пользователем|администр|автором))/,
    /\b(?:non trovat[oa]|non esiste|è stat[oa] (?:rimoss|eliminat|cancellat)[oa])/,
    /(?:não encontrad[oa]|não existe|foi (?:removid|apagad|excluíd)[oa])/,
    /(?:nie znaleziono|nie istnieje|został[ao]? usunięt)/,
  ],
  /** Nobody uses the name, or it is for sale. */
  'says-parked': [
    /\bdomain (?:name )?(?:is |may be |could be )?(?:for sale|parked)\b/,
    /\bbuy this domain\b|\bparked free\b|\bdomain (?:name )?(?:has |is )?expired\b/,
    /\bdomaine (?:est |peut être )?(?:à vendre|parqué|en parking|expiré)/,
    /\bdomein(?:naam)? (?:is |staat )?(?:te koop|geparkeerd|verlopen)\b/,
    /\bdomain (?:steht (?:zum|hier zum) verkauf|zu verkaufen|kaufen|(?:ist )?geparkt|abgelaufen)\b/,
    /\bdominio (?:está |esta )?(?:en venta|aparcado|caducado)\b/,
    /домен(?:ное имя)? (?:прода[её]тся|выставлен|припаркован|свобод)|срок регистрации домена/,
    /\bdominio (?:è )?in vendita\b|domínio (?:está )?à venda|\bdomena (?:jest )?na sprzedaż/,
  ],
  /** Asks how old the reader is. */
  'asks-age': [
    /\b(?:are you|i am|i'm|you must be|must be) (?:at least |over |above |now )?(?:18|21|eighteen|of legal age)\b/,
    /\b(?:age verification|verify your age|confirm your age|adults only|enter if you are)\b/,
    /\b(?:avez-vous|j'ai|vous devez avoir|avoir) (?:plus de |au moins )?18 ans|vérification de l'âge|\bmajeure?\b.{0,40}\bentrer\b|réservé aux adultes/,
    /\b(?:ben je|bent u|ik ben|je moet) (?:ouder dan |minstens |minimaal |al )?18\b|leeftijds(?:controle|verificatie)|\b18 jaar of ouder\b|alleen voor volwassenen/,
    /\b(?:bist du|sind sie|ich bin|du musst|sie müssen) (?:über |mindestens |älter als |schon )?18\b|altersprüfung|altersverifikation|volljährig|nur für erwachsene/,
    /\b(?:eres|tienes|soy|tengo|debes (?:ser|tener)) (?:mayor de |más de |al menos )?(?:18|edad)\b|mayor(?:es)? de (?:18|edad)|verificación de edad|solo (?:para )?adultos/,
    /(?:вам|мне) (?:уже )?(?:есть |исполнилось )?18|старше 18|исполнилось 18|подтвердите.{0,20}возраст|совершеннолет|только для взрослых/,
    /\b(?:hai|ho) (?:più di |almeno )?18 anni|maggiorenne|(?:tem|tenho) (?:mais de )?18 anos|maior de (?:18|idade)|(?:masz|mam) (?:ukończone )?18 lat|pełnoletni/,
  ],
  /** Asks whether the reader is a person, or lets the browser work first. */
  'asks-human': [
    /\b(?:just a moment|checking (?:your|if the site|the security of)|verify(?:ing)? (?:that )?you are (?:a )?human|are you (?:a )?(?:human|robot)|i'm not a robot|not a bot|security check|complete the captcha|enable javascript and cookies|please enable (?:javascript|cookies)|ddos protection|attention required|performance (?:&|and) security by)\b/,
    /\bcaptcha\b/,
    /vérif(?:ication|ions|ier|iez|ie).{0,40}(?:humain|navigateur|robot|sécurité)|(?:activez|activer) javascript|un instant|pas un robot/,
    /(?:controleren|controle|bevestig|verifi).{0,40}(?:mens|browser|robot)|(?:geen|een) robot|schakel javascript in|een ogenblik/,
    /(?:überprüf|bestätig|prüf).{0,40}(?:mensch|browser|roboter)|kein roboter|javascript aktivieren|einen moment/,
    /(?:verific|comprob).{0,40}(?:humano|navegador|robot)|no soy un robot|habilita javascript|un momento/,
    /(?:провер|подтверд).{0,40}(?:браузер|человек|робот)|не робот|включите javascript/,
  ],
  /** Is not shown where the reader is. */
  'says-not-here': [
    /\b(?:not (?:available|accessible|permitted|allowed)|unavailable|blocked|restricted) (?:in|from|for) (?:your|this|the) (?:country|region|location|area|jurisdiction)\b/,
    /\b(?:your|this) (?:country|region|location) (?:is|has been) (?:blocked|not|restricted|banned)|\bbanned the country\b|\bblock access from your country\b/,
    /\bunavailable (?:for|due to) legal reasons\b/,
    /(?:pas|non|in)(?: |-)?(?:disponible|accessible).{0,30}(?:votre|ton|ce) (?:pays|région)/,
    /niet (?:beschikbaar|toegankelijk|toegestaan).{0,30}(?:uw|je|jouw|dit) (?:land|regio)/,
    /(?:in|aus) (?:ihrem|deinem|diesem) (?:land|region).{0,30}(?:nicht|gesperrt)|nicht (?:verfügbar|zugänglich).{0,30}(?:ihrem|deinem|diesem) land/,
    /no (?:está |se encuentra )?disponible.{0,30}(?:su|tu|este) (?:país|región)/,
    /недоступ.{0,40}(?:стран|регион)|(?:стран|регион).{0,40}(?:недоступ|заблокир)/,
  ],
  /** Wants to know who the reader is. */
  'asks-sign-in': [
    /\b(?:log|sign) ?in (?:to|first|is required|required|below)\b|\b(?:please|must|need to|have to) (?:be )?(?:log(?:ged)?|sign(?:ed)?)[ -]?in\b|\bmembers only\b|\blogin required\b/,
    /(?:connectez-vous|identifiez-vous|réservé aux membres|vous devez être connecté)/,
    /(?:log in om|meld je aan|meld u aan|alleen voor leden|inloggen om|moet ingelogd)/,
    /(?:bitte (?:melde|melden|einloggen|anmelden)|nur für mitglieder|anmeldung erforderlich|angemeldet sein)/,
    /(?:inicia sesión|iniciar sesión para|solo para miembros|debes iniciar)/,
    /(?:войдите|авторизуйтесь|только для зарегистрированных|необходимо войти|требуется авторизация)/,
  ],
} as const satisfies Record<string, readonly RegExp[]>

export type Wording = keyof typeof WORDING

/** Traces of services that stand before a site, or in the place of one, in markup in lower case. */
export const MARKUP = {
  'challenge-script': [
    '_cf_chl_opt',
    'cf-challenge-running',
    'cf_chl_',
    'challenges.cloudflare.com',
    '/.well-known/ddos-guard/',
    'check.ddos-guard.net',
    'captcha-delivery.com',
    '_incapsula_resource',
    'sucuri_cloudproxy_js',
    'anubis_challenge',
    'awswafintegration',
    'px-captcha',
    'www.google.com/recaptcha/',
    'hcaptcha.com/1/api.js',
    'smartcaptcha.yandexcloud.net',
  ],
  'parking-service': [
    'parkingcrew.net',
    'sedoparking.com',
    'bodis.com',
    'parklogic.com',
    'afternic.com/forsale',
    'dan.com/buy-domain',
    'hugedomains.com/domain_profile',
    'parking-lander',
    'window.location.href="/lander"',
    'd38psrni17bvxu.cloudfront.net',
    'above.com/marketplace',
    'namebright.com/parking',
  ],
} as const satisfies Record<string, readonly string[]>

export type MarkupSign = keyof typeof MARKUP
