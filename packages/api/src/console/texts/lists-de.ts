import type { listsEn } from './lists-en.ts'

export const listsDe: Record<keyof typeof listsEn, string> = {
  'nav.lists': 'Listen',
  'lists.title': 'Hashlisten',
  'lists.newest': 'Was eingereicht wurde',
  'lists.of': 'Eingereicht für {list}',
  'lists.all': 'Alle Listen zeigen',
  'lists.empty': 'Noch wurde nichts eingereicht.',
  'lists.older': 'Frühere',
  'lists.lists': 'Listen',
  'lists.none-first':
    'Noch wurde keine Liste eröffnet. Zuerst kommt eine Liste: Eröffnen Sie eine, und reichen Sie Ihre Datei dazu ein.',
  'lists.none': 'Noch wurde keine Liste eröffnet.',
  'lists.withdrawn': 'zurückgezogen',
  'lists.negative': 'als harmlos bekannt',
  'lists.names': 'Was ihre Liste nennt',
  'lists.is-over':
    'Das Enddatum dieser Liste ist vorbei: Nichts von ihr wird mehr verglichen, und sie nimmt keine Datei an.',
  'lists.invitation':
    'Sehen Sie, was eingereicht wurde, was daraus geworden ist und was auf eine zweite Person wartet.',
  'lists.open': 'Zu den Hashlisten',
  'people.authority': 'Behörde (nur Polizei)',

  'column.list': 'Liste',
  'column.entries': 'Zeilen',
  'column.handed-in': 'Eingereicht',
  'column.found': 'Früher gesehen',
  'column.authority': 'Behörde',
  'column.class': 'Klasse',
  'column.reason': 'Grund',
  'column.code': 'Code',
  'column.hashes': 'Hashes',

  'unit.line': 'Zeilen',
  'unit.media': 'Medien',
  'unit.entry': 'Einträge',
  'unit.row': 'Zeilen',

  'counts.accepted': 'angenommen',
  'counts.duplicate': 'schon bekannt',
  'counts.refused': 'abgelehnt',
  'counts.none': 'noch keine Zeile',

  'submission.title': 'Einreichung',
  'submission.own':
    'Noch zählt nichts davon. Sie haben sie selbst eingereicht: Jemand anders von der Polizei oder die Leitung sieht sich die Zahlen an und aktiviert sie.',
  'submission.own-codes':
    'Noch zählt nichts davon. Sie haben gesagt, was Codes darin bedeuten, hier oder in einer früheren Datei, und können sie deshalb nicht aktivieren. Jemand anders von der Polizei, der das nicht tat, oder die Leitung der Meldestelle sieht sich die Zahlen an und aktiviert sie.',
  'submission.read': '{percent} % der Datei gelesen',
  'submission.rows': '{n} {n|Zeile|Zeilen} gelesen',
  'submission.kind': 'Art',
  'submission.format': 'Format',
  'submission.handed-in': 'Eingereicht',
  'submission.activated': 'Aktiviert',
  'submission.ended': 'Beendet',
  'submission.released': 'Freigegeben',
  'submission.basis': 'Rechtsgrundlage',
  'submission.purpose': 'Zweck',
  'submission.countries': 'Länder',
  'submission.everywhere': 'überall',
  'submission.officer': 'Verantwortlich',
  'submission.expires': 'Zählt bis',
  'submission.list-expires': 'Liste zählt bis',
  'submission.categories': 'Kategorien',
  'submission.skipped': 'ausgelassen',
  'submission.note': 'Angegebener Grund',
  'submission.refused': 'Abgelehnte {unit}',
  'submission.no-refused': 'Nichts wurde abgelehnt.',
  'submission.csv': 'Abgelehnte {unit} als CSV',
  'submission.csv-first': 'Abgelehnte {unit} als CSV, die ersten {n}',
  'submission.set-aside': 'Aus Zeilen weggelassen',
  'submission.by-category': 'Nach ihrer Kategorie',
  'submission.rows-skipped': 'Wegen ihrer Kategorie ausgelassen: {n} {unit}.',
  'submission.unmapped':
    'Codes, deren Bedeutung niemand angegeben hat; was sie trägt, wurde abgelehnt. Dieselbe Datei kann damit erneut eingereicht werden.',
  'unmapped.other': 'andere Wörter, die nicht gezeigt werden',
  'submission.diff': 'Verglichen mit dem, was zählte',
  'submission.look-back': 'Alles früher Gesehene',
  'submission.rests': 'Was darauf beruht',
  'submission.actions': 'Was Sie tun können',

  'purpose.notice-and-takedown': 'Mitteilung und Löschung',

  'submission-kind.addition': 'Ergänzung der Liste',
  'submission-kind.edition': 'die ganze Liste neu',
  'submission-kind.feed': 'Austausch mit einem anderen Dienst',

  'submission-state.receiving': 'kommt an',
  'submission-state.staged': 'wartet auf eine zweite Person',
  'submission-state.empty': 'nichts wurde angenommen',
  'submission-state.expired': 'Enddatum ist vorbei',
  'submission-state.list-expired': 'Liste ist abgelaufen',
  'submission-state.over': 'Zeit ist vorbei',
  'submission-state.codes-needed': 'Codes zu erklären',
  'submission-state.codes-again': 'erneut einzureichen',
  'submission-state.active': 'zählt',
  'submission-state.ending': 'wird beendet',
  'submission-state.ended': 'beendet',
  'submission-state.discarded': 'verworfen',
  'submission-state.failed': 'nicht lesbar',

  'submission-next.receiving':
    'Die Datei wird gelesen. Wurde die Verbindung getrennt, reichen Sie dieselbe Datei noch einmal ein: Es geht dort weiter.',
  'submission-next.staged':
    'Noch zählt nichts davon. Jemand anders von der Polizei oder die Leitung sieht sich die Zahlen an und aktiviert sie.',
  'submission-next.empty':
    'Nichts davon wurde angenommen, also kann niemand sie je aktivieren. Sehen Sie unten nach, warum es abgelehnt oder ausgelassen wurde, verwerfen Sie sie und reichen Sie die Datei verbessert erneut ein.',
  'submission-next.expired':
    'Ihr Enddatum verging, bevor jemand sie aktivierte; das kann nun niemand mehr. Verwerfen Sie sie und reichen Sie die Datei mit einem späteren Enddatum erneut ein.',
  'submission-next.list-expired':
    'Das Enddatum ihrer Liste verging, bevor jemand sie aktivierte; das kann nun niemand mehr. Verwerfen Sie sie und reichen Sie die Datei zu einer anderen Liste ein.',
  'submission-next.over':
    'Ihr Enddatum oder das ihrer Liste ist vorbei: Ihre Einträge werden nicht mehr verglichen.',
  'submission-next.again':
    'Nichts davon zählt, und niemand kann sie aktivieren: Dieselbe Datei wird erneut eingereicht, und diese verworfen.',
  'submission-next.active': 'Ihre Einträge werden verglichen.',
  'submission-next.active-negative':
    'Was sie nennt, ist als harmlos bekannt: Bilder, die ihren Einträgen ähneln, sind deshalb keine Treffer.',
  'submission-next.ending':
    'Ihre Einträge zählen nicht mehr. Was darauf beruhte, wird noch einmal geprüft.',
  'submission-next.ended': 'Ihre Einträge zählen nicht mehr.',
  'submission-next.discarded': 'Sie hat nie gezählt und wird nicht mehr aufbewahrt.',
  'submission-next.failed-whole':
    'Niemand hat sie verworfen: Ihre Datei wird so nicht angenommen. Nichts davon zählt, und nichts davon wird aufbewahrt.',
  'submission-next.failed':
    'Die Datei konnte nicht bis zum Ende gelesen werden. Nichts davon wird aufbewahrt.',

  'failure-place.line':
    'Zeile {n} war die letzte, die gelesen werden konnte; bis dahin waren {bytes} Bytes der Datei angekommen.',
  'failure-place.media':
    'Medium {n} war das letzte, das gelesen werden konnte; bis dahin waren {bytes} Bytes der Datei angekommen.',
  'failure-place.entry':
    'Eintrag {n} war der letzte, der gelesen werden konnte; bis dahin waren {bytes} Bytes der Datei angekommen.',
  'failure-place.row':
    'Zeile {n} war die letzte, die gelesen werden konnte; bis dahin waren {bytes} Bytes der Datei angekommen.',
  'failure-place.none': 'Nichts davon konnte gelesen werden.',
  'failure.list-empty': 'Die Datei ist leer.',
  'failure.list-format-wrong': 'Ihrem Inhalt nach hat die Datei ein anderes Format als angegeben.',
  'failure.list-malformed': 'Die Datei ist beschädigt oder bricht ab.',
  'failure.list-not-text':
    'Die Datei ist keine Liste von Hashes, sondern etwas anderes, etwa ein Bild.',
  'failure.list-algorithm-needed':
    'Es gibt Zeilen, die nicht sagen, von welchem Verfahren sie sind.',
  'failure.list-compression-broken': 'Die Komprimierung der Datei ist beschädigt.',
  'failure.list-compression-bomb': 'Die Datei entpackt sich zu weit mehr, als eine Liste enthält.',
  'failure.list-compression-nested': 'Die Datei ist mehr als zweimal komprimiert.',
  'failure.list-doctype-refused': 'Die Datei hat einen eigenen Dokumenttyp.',
  'failure.list-without-entries': 'In der Datei ist kein Eintrag.',
  'failure.list-without-media': 'In der Datei sind keine Medien.',
  'failure.csv-without-hash-column':
    'Von keiner Spalte der Datei ist bekannt, dass sie einen Hash enthält.',

  'end-reason.revoked': 'widerrufen',
  'end-reason.superseded': 'durch eine neuere Ausgabe ersetzt',

  'diff.added': 'neu',
  'diff.unchanged': 'unverändert',
  'diff.missing': 'nicht mehr darin',

  'look-back.none': 'Wird verglichen, sobald sie aktiviert ist.',
  'look-back.running': 'Wird verglichen. Bilder bisher: {looked}.',
  'look-back.found':
    'Früher gesehene Bilder, die übereinstimmen: {found}. Sie warten darauf, dass die Leitung sie freigibt.',
  'look-back.released':
    'Verglichen. Früher gesehene Bilder, die übereinstimmen: {found}. Sie wirken wie jeder andere Treffer.',
  'look-back-short.none': '–',
  'look-back-short.running': 'wird verglichen',
  'look-back-short.found': '{found} freizugeben',
  'look-back-short.released': '{found} gefunden',

  'rests.none': 'Noch hat nichts damit übereingestimmt.',
  'rests.matches': '{n|Treffer|Treffer}',
  'rests.each': 'Jeder einzelne',
  'rests.later': 'Spätere',
  'rests.from-first': 'Vom ersten an',
  'rests.entry': 'Eintrag',
  'rests.retractions': 'Zurückgenommene Mitteilungen',

  'action.activate': 'Aktivieren',
  'action.end': 'Widerrufen',
  'action.discard': 'Verwerfen',
  'action.release': 'Gefundenes freigeben',
  'action.reason': 'Grund',
  'action.back': 'Zurück, nichts ändern',
  'action-title.activate': 'Diese Einreichung aktivieren?',
  'action-title.end': 'Diese Einreichung widerrufen?',
  'action-title.discard': 'Diese Einreichung verwerfen?',
  'action-title.release': 'Gefundenes freigeben?',
  'action-what.activate':
    'Ihre Einträge werden ab jetzt verglichen, auch mit allem früher Gesehenen. Was das findet, wirkt erst, wenn die Leitung es freigegeben hat.',
  'action-what.activate-negative':
    'Ihre Liste nennt, was als harmlos bekannt ist. Bilder, die ihren Einträgen ähneln, sind ab jetzt bei keiner Liste mehr ein Treffer, außer wenn eine genau dieselbe Datei hat; und in Dateien, die später zu anderen Listen eingereicht werden, werden dieselben Hashes abgelehnt.',
  'action-what.end-negative':
    'Ihre Einträge zählen sofort und endgültig nicht mehr: Was sie davon abhielten, ein Treffer zu sein, kann bei anderen Listen wieder einer sein. Zeilen anderer Dateien, die ihretwegen abgelehnt wurden, kommen erst herein, wenn diese Dateien erneut eingereicht werden.',
  'action-what.edition':
    'Sie ersetzt, was zuvor eingereicht wurde. Einträge, die nicht mehr darin stehen und nicht mehr zählen: {missing}.',
  'action-what.end':
    'Ihre Einträge zählen sofort und endgültig nicht mehr. Löschverfahren, die auf nichts anderem beruhen, werden geschlossen und versandte Mitteilungen zurückgenommen.',
  'action-what.discard': 'Nichts davon hat je gezählt, und nichts davon wird aufbewahrt.',
  'action-what.release':
    'Früher gesehene Bilder, die übereinstimmen: {found}. Danach wirken sie wie jeder andere Treffer: Sie warten auf eine Entscheidung oder eröffnen Löschverfahren und versenden Mitteilungen, wo die Liste es erlaubt.',
  'release.opens': 'Eröffnen sofort ein Löschverfahren',
  'release.waits': 'Warten auf eine Entscheidung',
  'release.none': 'Lösen nichts aus',
  'done.activated': 'Aktiviert. Alles früher Gesehene wird damit verglichen.',
  'done.activated-negative':
    'Aktiviert. Bilder, die ihren Einträgen ähneln, sind keine Treffer mehr.',
  'done.ended': 'Widerrufen. Sie zählt nicht mehr.',
  'done.discarded': 'Verworfen.',
  'done.released': 'Freigegeben.',

  'problem.second-person-needed':
    'Sie haben das selbst eingereicht oder vorgeschlagen oder gesagt, was Codes darin bedeuten. Bitten Sie jemand anders, der es darf, etwa von der Polizei oder der Leitung.',
  'problem.submission-not-staged': 'Sie wartet nicht mehr darauf. Sehen Sie sie noch einmal an.',
  'problem.submission-empty':
    'Nichts davon wurde angenommen. Sehen Sie nach, warum es abgelehnt wurde.',
  'problem.submission-expired':
    'Sie ist abgelaufen. Reichen Sie sie mit einem späteren Datum noch einmal ein.',
  'problem.look-back-not-finished':
    'Früher Gesehenes wird noch verglichen, oder die Einreichung zählt nicht mehr.',
  'problem.authority-needed': 'Geben Sie an, für welche Behörde die Person handelt.',
  'problem.authority-for-police-only':
    'Nur die Polizei handelt für eine Behörde. Lassen Sie das Feld bei anderen Rollen leer.',

  'set-aside.photodna': 'PhotoDNA, das nicht aufbewahrt werden darf',
  'set-aside.photodna-malformed': 'PhotoDNA von falscher Länge',
  'set-aside.other-algorithm': 'von Verfahren, die hier nicht verglichen werden',
  'set-aside.low-quality': 'von Bildern, die zu eintönig sind, um sie zu unterscheiden',

  'refusal.wrong-length': 'ein Hash hat die falsche Länge',
  'refusal.wrong-alphabet': 'ein Hash hat Zeichen, die nicht hineingehören',
  'refusal.digest-of-empty-file': 'der Hash einer leeren Datei',
  'refusal.digest-of-blank-file': 'der Hash einer Datei ohne Inhalt',
  'refusal.pdq-bits-out-of-range': 'ein PDQ-Hash, den kein echtes Bild hat',
  'refusal.pdq-degenerate': 'ein PDQ-Hash, den kein echtes Bild hat',
  'refusal.blockhash-degenerate': 'ein Blockhash, den kein echtes Bild hat',
  'refusal.no-hash': 'kein Hash in der Zeile',
  'refusal.no-reference': 'ein Widerruf, der nicht sagt, wovon',
  'refusal.row-too-long': 'die Zeile ist zu lang',
  'refusal.unknown-type': 'eine Art von Hash, die hier nicht bekannt ist',
  'refusal.not-json': 'kein wohlgeformtes JSON',
  'refusal.photodna-only': 'nur PhotoDNA, das nicht aufbewahrt werden darf',
  'refusal.category-not-mapped': 'eine Kategorie, deren Bedeutung niemand angegeben hat',
  'refusal.category-missing': 'keine Kategorie, und niemand hat gesagt, was das bedeutet',
  'refusal.on-negative-list': 'eine Liste nennt es harmlos',
  'refusal.flooded': 'auf zu vielen Websites ohne Zusammenhang gefunden und ausgesetzt',
  'refusal.revoked-before': 'zuvor schon widerrufen',
}
