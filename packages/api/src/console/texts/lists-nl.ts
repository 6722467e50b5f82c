import type { listsEn } from './lists-en.ts'

export const listsNl: Record<keyof typeof listsEn, string> = {
  'nav.lists': 'Lijsten',
  'lists.title': 'Hashlijsten',
  'lists.newest': 'Wat is ingediend',
  'lists.of': 'Ingediend voor {list}',
  'lists.all': 'Alle lijsten tonen',
  'lists.empty': 'Er is nog niets ingediend.',
  'lists.older': 'Eerdere',
  'lists.lists': 'Lijsten',
  'lists.none-first':
    'Er is nog geen lijst geopend. Eerst komt een lijst: open er een, en dien uw bestand daarin in.',
  'lists.none': 'Er is nog geen lijst geopend.',
  'lists.withdrawn': 'ingetrokken',
  'lists.negative': 'bekend als onschuldig',
  'lists.names': 'Wat de lijst noemt',
  'lists.is-over':
    'De einddatum van deze lijst is voorbij: niets ervan wordt nog vergeleken, en ze neemt geen bestand aan.',
  'lists.invitation':
    'Bekijk wat is ingediend, wat ervan geworden is en wat op een tweede persoon wacht.',
  'lists.open': 'Naar de hashlijsten',
  'people.authority': 'Autoriteit (alleen politie)',

  'column.list': 'Lijst',
  'column.entries': 'Regels',
  'column.handed-in': 'Ingediend',
  'column.found': 'Eerder gezien',
  'column.authority': 'Autoriteit',
  'column.class': 'Klasse',
  'column.reason': 'Reden',
  'column.code': 'Code',
  'column.hashes': 'Hashes',

  'unit.line': 'regels',
  'unit.media': 'media',
  'unit.entry': 'vermeldingen',
  'unit.row': 'rijen',

  'counts.accepted': 'aanvaard',
  'counts.duplicate': 'al bekend',
  'counts.refused': 'geweigerd',
  'counts.none': 'nog geen regel',

  'submission.title': 'Inzending',
  'submission.own':
    'Niets ervan telt al. U hebt ze zelf ingediend: een andere politieambtenaar of een supervisor bekijkt de aantallen en activeert ze.',
  'submission.own-codes':
    'Niets ervan telt al. U hebt gezegd wat codes erin betekenen, hier of in een eerder bestand, en kunt ze daarom niet activeren. Een andere politieambtenaar die dat niet deed, of een supervisor van het meldpunt, bekijkt de aantallen en activeert ze.',
  'submission.read': '{percent} % van het bestand gelezen',
  'submission.rows': '{n} {n|regel|regels} gelezen',
  'submission.kind': 'Soort',
  'submission.format': 'Formaat',
  'submission.handed-in': 'Ingediend',
  'submission.activated': 'Geactiveerd',
  'submission.ended': 'Beëindigd',
  'submission.released': 'Vrijgegeven',
  'submission.basis': 'Rechtsgrond',
  'submission.purpose': 'Doel',
  'submission.countries': 'Landen',
  'submission.everywhere': 'overal',
  'submission.officer': 'Verantwoordelijke',
  'submission.expires': 'Telt tot',
  'submission.list-expires': 'Lijst telt tot',
  'submission.categories': 'Categorieën',
  'submission.skipped': 'weggelaten',
  'submission.note': 'Opgegeven reden',
  'submission.refused': 'Geweigerde {unit}',
  'submission.no-refused': 'Niets werd geweigerd.',
  'submission.csv': 'Geweigerde {unit} als CSV',
  'submission.csv-first': 'De eerste {n} geweigerde {unit} als CSV',
  'submission.set-aside': 'Uit regels weggelaten',
  'submission.by-category': 'Volgens hun categorie',
  'submission.rows-skipped': 'Weggelaten wegens hun categorie: {n} {unit}.',
  'submission.unmapped':
    'Codes waarvan niemand de betekenis heeft opgegeven; wat ze draagt, is geweigerd. Hetzelfde bestand kan daarmee opnieuw ingediend worden.',
  'unmapped.other': 'andere woorden, die niet getoond worden',
  'submission.diff': 'Vergeleken met wat telde',
  'submission.look-back': 'Alles wat eerder gezien is',
  'submission.rests': 'Wat erop steunt',
  'submission.actions': 'Wat u kunt doen',

  'purpose.notice-and-takedown': 'kennisgeving en verwijdering',

  'submission-kind.addition': 'aanvulling op de lijst',
  'submission-kind.edition': 'de hele lijst opnieuw',
  'submission-kind.feed': 'uitwisseling met een andere dienst',

  'submission-state.receiving': 'komt binnen',
  'submission-state.staged': 'wacht op een tweede persoon',
  'submission-state.empty': 'niets werd aanvaard',
  'submission-state.expired': 'einddatum is voorbij',
  'submission-state.list-expired': 'lijst is verlopen',
  'submission-state.over': 'tijd is voorbij',
  'submission-state.codes-needed': 'codes uit te leggen',
  'submission-state.codes-again': 'opnieuw in te dienen',
  'submission-state.active': 'actief',
  'submission-state.ending': 'wordt beëindigd',
  'submission-state.ended': 'beëindigd',
  'submission-state.discarded': 'weggegooid',
  'submission-state.failed': 'niet leesbaar',

  'submission-next.receiving':
    'Het bestand wordt gelezen. Is de verbinding verbroken, dien dan hetzelfde bestand opnieuw in: het gaat daar verder.',
  'submission-next.staged':
    'Niets ervan telt al. Een andere politieambtenaar of een supervisor bekijkt de aantallen en activeert ze.',
  'submission-next.empty':
    'Niets ervan werd aanvaard, dus niemand kan ze ooit activeren. Kijk hieronder waarom het werd geweigerd of weggelaten, gooi ze weg en dien het bestand opnieuw in zodra dat verbeterd is.',
  'submission-next.expired':
    'De einddatum ging voorbij voordat iemand ze activeerde, dus dat kan niemand meer. Gooi ze weg en dien het bestand opnieuw in met een latere einddatum.',
  'submission-next.list-expired':
    'De einddatum van de lijst ging voorbij voordat iemand ze activeerde, dus dat kan niemand meer. Gooi ze weg en dien het bestand in bij een andere lijst.',
  'submission-next.over':
    'De einddatum, of die van de lijst, is voorbij: de vermeldingen worden niet meer vergeleken.',
  'submission-next.again':
    'Niets ervan telt, en niemand kan ze activeren: hetzelfde bestand wordt opnieuw ingediend, en dit weggegooid.',
  'submission-next.active': 'De vermeldingen worden vergeleken.',
  'submission-next.active-negative':
    'Wat ze noemt, is als onschuldig bekend: afbeeldingen die op de vermeldingen lijken, zijn daarom geen treffers.',
  'submission-next.ending':
    'De vermeldingen tellen niet meer. Wat erop steunde, wordt opnieuw bekeken.',
  'submission-next.ended': 'De vermeldingen tellen niet meer.',
  'submission-next.discarded': 'Ze heeft nooit geteld en wordt niet meer bewaard.',
  'submission-next.failed-whole':
    'Niemand heeft ze weggegooid: het bestand wordt zo niet aangenomen. Niets ervan telt, en niets ervan wordt bewaard.',
  'submission-next.failed':
    'Het bestand kon niet tot het einde gelezen worden. Niets ervan wordt bewaard.',

  'failure-place.line':
    'Regel {n} was de laatste die gelezen kon worden; toen waren {bytes} bytes van het bestand binnen.',
  'failure-place.media':
    'Medium {n} was het laatste dat gelezen kon worden; toen waren {bytes} bytes van het bestand binnen.',
  'failure-place.entry':
    'Vermelding {n} was de laatste die gelezen kon worden; toen waren {bytes} bytes van het bestand binnen.',
  'failure-place.row':
    'Rij {n} was de laatste die gelezen kon worden; toen waren {bytes} bytes van het bestand binnen.',
  'failure-place.none': 'Niets ervan kon gelezen worden.',
  'failure.list-empty': 'Het bestand is leeg.',
  'failure.list-format-wrong':
    'Volgens zijn inhoud heeft het bestand een ander formaat dan opgegeven.',
  'failure.list-malformed': 'Het bestand is beschadigd of breekt af.',
  'failure.list-not-text':
    'Het bestand is geen lijst van hashes maar iets anders, zoals een afbeelding.',
  'failure.list-algorithm-needed': 'Er zijn regels die niet zeggen van welk algoritme ze zijn.',
  'failure.list-compression-broken': 'De compressie van het bestand is beschadigd.',
  'failure.list-compression-bomb': 'Het bestand pakt uit tot veel meer dan een lijst bevat.',
  'failure.list-compression-nested': 'Het bestand is meer dan twee keer gecomprimeerd.',
  'failure.list-doctype-refused': 'Het bestand heeft een eigen documenttype.',
  'failure.list-without-entries': 'Er staat geen enkel item in het bestand.',
  'failure.list-without-media': 'Er staan geen media in het bestand.',
  'failure.csv-without-hash-column':
    'Van geen enkele kolom van het bestand is bekend dat ze een hash bevat.',

  'end-reason.revoked': 'herroepen',
  'end-reason.superseded': 'vervangen door een nieuwere uitgave',

  'diff.added': 'nieuw',
  'diff.unchanged': 'ongewijzigd',
  'diff.missing': 'er niet meer in',

  'look-back.none': 'Wordt vergeleken zodra ze geactiveerd is.',
  'look-back.running': 'Wordt vergeleken. Afbeeldingen tot nu toe: {looked}.',
  'look-back.found':
    'Eerder geziene afbeeldingen die overeenkomen: {found}. Ze wachten tot een supervisor ze vrijgeeft.',
  'look-back.released':
    'Vergeleken. Eerder geziene afbeeldingen die overeenkomen: {found}. Ze werken als elke andere treffer.',
  'look-back-short.none': '–',
  'look-back-short.running': 'wordt vergeleken',
  'look-back-short.found': '{found} vrij te geven',
  'look-back-short.released': '{found} gevonden',

  'rests.none': 'Er kwam nog niets mee overeen.',
  'rests.matches': '{n|treffer|treffers}',
  'rests.each': 'Elk ervan',
  'rests.later': 'Latere',
  'rests.from-first': 'Vanaf de eerste',
  'rests.entry': 'Vermelding',
  'rests.retractions': 'Ingetrokken kennisgevingen',

  'action.activate': 'Activeren',
  'action.end': 'Herroepen',
  'action.discard': 'Weggooien',
  'action.release': 'Vrijgeven wat gevonden is',
  'action.reason': 'Reden',
  'action.back': 'Terug, niets wijzigen',
  'action-title.activate': 'Deze inzending activeren?',
  'action-title.end': 'Deze inzending herroepen?',
  'action-title.discard': 'Deze inzending weggooien?',
  'action-title.release': 'Vrijgeven wat gevonden is?',
  'action-what.activate':
    'De vermeldingen worden voortaan vergeleken, ook met alles wat eerder gezien is. Wat dat oplevert, werkt pas als een supervisor het heeft vrijgegeven.',
  'action-what.activate-negative':
    'De lijst noemt wat als onschuldig bekend is. Voortaan zijn afbeeldingen die op de vermeldingen lijken bij geen enkele lijst meer een treffer, tenzij een lijst precies hetzelfde bestand heeft; en in bestanden die later bij andere lijsten worden ingediend, worden dezelfde hashes geweigerd.',
  'action-what.end-negative':
    'De vermeldingen tellen meteen en voorgoed niet meer: wat ze ervan afhielden een treffer te zijn, kan bij andere lijsten weer een treffer zijn. Rijen van andere bestanden die daarom geweigerd werden, komen pas binnen als die bestanden opnieuw worden ingediend.',
  'action-what.edition':
    'Ze vervangt wat eerder is ingediend. Vermeldingen die er niet meer in staan, tellen niet meer: {missing}.',
  'action-what.end':
    'De vermeldingen tellen meteen en voorgoed niet meer. Verwijderingen die op niets anders steunen, worden gesloten en verzonden kennisgevingen ingetrokken.',
  'action-what.discard': 'Niets ervan heeft ooit geteld, en niets ervan wordt bewaard.',
  'action-what.release':
    'Eerder geziene afbeeldingen die overeenkomen: {found}. Ze werken daarna als elke andere treffer: ze wachten op een beslissing, of openen verwijderingen en sturen kennisgevingen waar de lijst dat toelaat.',
  'release.opens': 'Openen meteen een verwijdering',
  'release.waits': 'Wachten op een beslissing',
  'release.none': 'Zetten niets in gang',
  'done.activated': 'Geactiveerd. Alles wat eerder gezien is, wordt ermee vergeleken.',
  'done.activated-negative':
    'Geactiveerd. Afbeeldingen die op de vermeldingen lijken, zijn geen treffers meer.',
  'done.ended': 'Herroepen. Ze telt niet meer.',
  'done.discarded': 'Weggegooid.',
  'done.released': 'Vrijgegeven.',

  'problem.second-person-needed':
    'U hebt dit zelf ingediend of voorgesteld, of gezegd wat codes erin betekenen. Vraag iemand anders die het mag, zoals een andere politieambtenaar of supervisor.',
  'problem.submission-not-staged': 'Ze wacht hier niet meer op. Bekijk ze opnieuw.',
  'problem.submission-empty': 'Niets ervan werd aanvaard. Kijk waarom het geweigerd is.',
  'problem.submission-expired': 'Ze is verlopen. Dien ze opnieuw in met een latere datum.',
  'problem.look-back-not-finished':
    'Wat eerder gezien is, wordt nog vergeleken, of de inzending telt niet meer.',
  'problem.authority-needed': 'Geef op voor welke autoriteit de politieambtenaar optreedt.',
  'problem.authority-for-police-only':
    'Alleen de politie treedt op voor een autoriteit. Laat dit leeg voor andere rollen.',

  'set-aside.photodna': 'PhotoDNA, dat niet bewaard mag worden',
  'set-aside.photodna-malformed': 'PhotoDNA van een verkeerde lengte',
  'set-aside.other-algorithm': 'van algoritmen die hier niet vergeleken worden',
  'set-aside.low-quality': 'van afbeeldingen die te effen zijn om te onderscheiden',

  'refusal.wrong-length': 'een hash heeft de verkeerde lengte',
  'refusal.wrong-alphabet': 'een hash bevat tekens die er niet thuishoren',
  'refusal.digest-of-empty-file': 'de hash van een leeg bestand',
  'refusal.digest-of-blank-file': 'de hash van een blanco bestand',
  'refusal.pdq-bits-out-of-range': 'een PDQ-hash die geen echte afbeelding heeft',
  'refusal.pdq-degenerate': 'een PDQ-hash die geen echte afbeelding heeft',
  'refusal.blockhash-degenerate': 'een blockhash die geen echte afbeelding heeft',
  'refusal.no-hash': 'geen hash in de regel',
  'refusal.no-reference': 'een intrekking die niet zegt waarvan',
  'refusal.row-too-long': 'de regel is te lang',
  'refusal.unknown-type': 'een soort hash die hier niet bekend is',
  'refusal.not-json': 'geen welgevormde JSON',
  'refusal.photodna-only': 'alleen PhotoDNA, dat niet bewaard mag worden',
  'refusal.category-not-mapped': 'een categorie waarvan niemand de betekenis heeft opgegeven',
  'refusal.category-missing': 'geen categorie, en niemand heeft gezegd wat dat betekent',
  'refusal.on-negative-list': 'een lijst noemt ze onschuldig',
  'refusal.flooded': 'op te veel sites zonder verband gevonden en opgeschort',
  'refusal.revoked-before': 'eerder al herroepen',
}
