import type { policeEn } from './police-en.ts'

export const policeDe: Record<keyof typeof policeEn, string> = {
  'lists.hand-in': 'Eine Datei einreichen',
  'lists.open-new': 'Eine Liste eröffnen',
  'hand-in.title': 'Eine Hashliste einreichen',
  'hand-in.promise':
    'Die Datei enthält Hashes, nie Bilder. Kein Bild darf Ihren Rechner verlassen: Bilden Sie die Hashes dort, mit „nightlight hash“ oder Ihrem eigenen Programm.',
  'hand-in.negative':
    'Diese Liste nennt, was als harmlos bekannt ist. Was Sie hier einreichen, bewirkt, dass Bilder keine Treffer mehr sind, auch bei anderen Listen; gelöscht wird davon nie etwas.',
  'hand-in.signed-only':
    'Ihre Behörde nimmt nur signierte Dateien an, und ein Browser kann nicht signieren. Reichen Sie sie mit „nightlight lists submit“ ein.',
  'hand-in.next': 'Wie es weitergeht',
  'hand-in.next-map': 'Sie sagen, was die Kategorien der Datei hier bedeuten.',
  'hand-in.next-look':
    'Sie sehen, was neu, bekannt oder abgelehnt ist, und warum. Noch zählt nichts.',
  'hand-in.next-second': 'Eine zweite Person der Polizei oder der Leitung aktiviert sie.',
  'hand-in.officer-hint': 'Wer in Ihrer Behörde dafür einsteht. Verschlüsselt gespeichert.',
  'hand-in.expires-hint': 'Leer gelassen zählt sie, bis jemand sie beendet.',
  'hand-in.reading': 'Wie die Datei gelesen wird',
  'hand-in.algorithm': 'Algorithmus der Zeilen, die ihren nicht nennen',
  'hand-in.algorithm-none': 'jede Zeile nennt ihren',
  'hand-in.columns': 'Spalten einer CSV-Datei',
  'hand-in.columns-hint':
    'Eine je Zeile, wo der Kopf nicht bekannt ist: Image hash = sha256. Auch md5, sha1, pdq, blockhash, category und reference.',
  'hand-in.file': 'Datei mit Hashes',
  'hand-in.drop': 'Oder hierher ziehen.',
  'hand-in.file-hint':
    '{formats} oder einfache Zeilen; auch mit gzip oder zstd komprimiert. Bis {gib} GiB.',
  'hand-in.send': 'Einreichen',
  'hand-in.try': 'Erst probieren, nichts behalten',
  'hand-in.try-hint':
    'Ein Versuch nimmt Dateien bis 1 GiB. Einreichen stellt nur bereit: Nichts zählt, bevor eine zweite Person es aktiviert hat.',
  'problem.file-is-picture':
    'Diese Datei ist ein Bild; nichts davon wurde behalten. Bilden Sie Hashes mit „nightlight hash“ auf Ihrem Rechner; kein Bild darf ihn verlassen.',
  'problem.file-is-video':
    'Diese Datei ist ein Video; nichts davon wurde behalten. Bilden Sie Hashes mit „nightlight hash“ auf Ihrem Rechner; kein Bild darf ihn verlassen.',
  'problem.file-is-archive':
    'Diese Datei ist ein Archiv; nichts davon wurde behalten. Bilden Sie Hashes mit „nightlight hash“ auf Ihrem Rechner; kein Bild darf ihn verlassen.',
  'problem.file-is-document':
    'Diese Datei ist ein Dokument; nichts davon wurde behalten. Bilden Sie Hashes mit „nightlight hash“ auf Ihrem Rechner; kein Bild darf ihn verlassen.',
  'problem.form-malformed':
    'Die Datei kam nicht vollständig an. Wählen Sie sie erneut und senden Sie sie noch einmal.',
  'problem.uploads-busy':
    'Gerade kommen andere Dateien herein. Versuchen Sie es in einer Minute erneut.',
  'problem.file-too-large':
    'Die Datei ist länger als hier angenommen wird. Reichen Sie sie in mehreren Dateien ein.',
  'problem.upload-cut':
    'Die Verbindung brach ab. Was ankam, bleibt: Senden Sie dieselbe Datei erneut, und es geht dort weiter.',
  'problem.upload-stalled':
    'Die Verbindung brach ab. Was ankam, bleibt: Senden Sie dieselbe Datei erneut, und es geht dort weiter.',
  'problem.submission-being-received':
    'Diese Datei kommt bereits herein. Brach das ab, senden Sie sie in einigen Sekunden erneut.',
  'problem.submission-file-differs':
    'Das ist nicht die begonnene Datei. Senden Sie dieselbe, oder verwerfen Sie die begonnene Einreichung.',
  'problem.signature-required':
    'Ihre Behörde nimmt nur signierte Dateien an, und ein Browser kann nicht signieren. Reichen Sie sie mit „nightlight lists submit“ ein.',
  'problem.list-withdrawn':
    'Diese Liste wurde zurückgezogen. Reichen Sie die Datei zu einer anderen ein.',
  'problem.list-expired': 'Diese Liste ist abgelaufen. Reichen Sie die Datei zu einer anderen ein.',
  'problem.list-terms-differ':
    'Es gibt eine Liste dieses Namens mit anderen Bedingungen. Wählen Sie einen anderen Namen.',
  'problem.columns-invalid':
    'Zeile {n} der Spalten sagt nicht, was eine Spalte enthält. Es ist der Kopf der Spalte, = und eines dieser Wörter: {words}.',
  'problem.expiry-invalid':
    '„Zählt bis“ braucht einen Tag, der noch nicht vorbei ist, geschrieben als 2030-12-31. Geben Sie heute oder einen späteren Tag an, oder lassen Sie das Feld leer.',
  'problem.countries-invalid':
    'Ein Land sind zwei Buchstaben: BE. Mehrere trennen Sie durch Kommas, etwa BE, NL; leer heißt überall.',
  'open-list.title': 'Eine Hashliste eröffnen',
  'open-list.what':
    'Eine Liste enthält, was zum selben Zweck in denselben Ländern verwendet werden darf. Das ändert sich später nicht mehr.',
  'open-list.name': 'Name, ohne Adressen oder Hashes',
  'open-list.class-hint': 'Was die Einträge sind, wenn die Datei keine Kategorien hat.',
  'open-list.countries-hint': 'Wo sie verwendet werden darf, etwa BE, NL; überall, wenn leer.',
  'open-list.negative': 'Sie nennt, was als harmlos bekannt ist',
  'open-list.open': 'Liste eröffnen',
  'tried.title': 'Was die Datei ergäbe',
  'tried.kept': 'Probiert. Nichts davon wurde behalten.',
  'tried.hand-in': 'Einreichen',
  'tried.columns-read': 'Gelesene Spalten',
  'tried.columns-dropped': 'Nicht gelesene Spalten',
  'tried.columns-how':
    'Was in einer nicht gelesenen Spalte steht, wird nicht übernommen. Soll sie gelesen werden, sagen Sie unter „{reading}“, was sie ist, etwa reference = reference für die Nummer Ihres eigenen Systems.',
  'tried.refusals': 'Die ersten abgelehnten Zeilen, höchstens {n}',
  'tried.place': 'Stelle in der Datei',
  'done.staged': 'Die Datei ist angekommen. Noch zählt nichts davon.',
  'mapping.title': 'Was die Kategorien bedeuten',
  'mapping.codes': 'Codes der Quelle',
  'mapping.lead':
    'Derselbe Code bedeutet in anderen Ländern anderes. Sagen Sie von jedem, was er hier ist; vorher zählt nichts, und bis zur Aktivierung können Sie es ändern.',
  'mapping.code': 'Code',
  'mapping.none': 'ohne Code',
  'mapping.other': 'was kein Code sein kann',
  'mapping.rows': 'Zeilen',
  'mapping.samples': 'Einträge, zum Beispiel',
  'mapping.known-only': 'alle der Liste bekannt',
  'mapping.class': 'Ist hier',
  'mapping.choose': 'bitte wählen',
  'mapping.skip': 'weglassen',
  'mapping.as-default':
    'Sobald diese Datei aktiviert ist, auch als Bedeutung dieser Codes in späteren Dateien von {authority} nehmen',
  'mapping.save': 'Speichern',
  'mapping.saved-needed':
    'Gespeichert. Codes haben noch keine Bedeutung: Sagen Sie von jedem, was er hier ist. Vorher kann niemand sie aktivieren.',
  'mapping.saved-again': 'Gespeichert. So kann niemand sie aktivieren.',
  'mapping.result': 'Was das ergibt',
  'mapping.open': 'noch zu sagen',
  'mapping.as-earlier': 'wie in einer früheren Datei',
  'mapping.staged-as': 'vorher: {class}',
  'mapping.needed': 'Bevor sie aktiviert werden kann, sagt jemand, was die Codes darin bedeuten.',
  'mapping.said': 'Die Codes darin haben eine Bedeutung; sie kann noch geändert werden.',
  'mapping.go': 'Sagen, was die Codes bedeuten',
  'mapping.look': 'Codes ansehen',
  'done.mapped': 'Gespeichert. So zählt sie, sobald sie aktiviert ist.',
  'problem.mapping-needed': 'Zuerst sagt jemand, was die Codes darin bedeuten.',
  'problem.mapping-changed': 'Jemand anderes hat es inzwischen geändert. Sehen Sie es erneut an.',
  'problem.edition-outdated':
    'Inzwischen wurde etwas aus dieser Liste aktiviert, und diese Ausgabe würde auch das ersetzen. Sehen Sie unten, was jetzt nicht mehr zählt.',
  'problem.mapping-unseen':
    'Zuerst muss gesehen sein, was die Codes darin bedeuten. Es steht unten.',
  'revoke-list.title': 'Diese Liste zurückziehen?',
  'revoke-list.what':
    'Alles daraus zählt sofort und endgültig nicht mehr. Löschverfahren, die auf nichts anderem beruhen, werden geschlossen, und gesendete Mitteilungen werden zurückgenommen.',
  'revoke-list.do': 'Liste zurückziehen',
  'revoke-list.done': 'Die Liste wurde zurückgezogen. Nichts daraus zählt mehr.',
  'entry.title': 'Ein Eintrag einer Liste',
  'entry.find': 'Einen Eintrag suchen',
  'entry.find-hint':
    'Mit seiner Kennung oder der Nummer, die Ihr System ihm in der Datei gab. Nie mit einem Hash.',
  'entry.find-label': 'Kennung oder Nummer',
  'entry.state': 'Zustand',
  'entry.id': 'Eintrag',
  'entry-state.counts': 'zählt',
  'entry-state.waiting': 'zählt noch nicht',
  'entry-state.over': 'zählt nicht mehr: Das Enddatum seiner Datei oder Liste ist vorbei',
  'entry-state.ended': 'zählt nicht mehr: Seine Datei oder Liste wurde beendet',
  'entry-state.suspended': 'ausgesetzt',
  'entry-state.revoked': 'widerrufen',
  'entry.rests-over':
    'Dieser Eintrag zählt nicht mehr. Löschungen, die auf nichts anderem beruhen, werden geschlossen.',
  'entry.namesakes': 'Andere Einträge mit derselben Nummer',
  'entry.namesakes-stand':
    'In dieser Liste {n|hat|haben} {n} {n|anderer Eintrag|andere Einträge} dieselbe Nummer und {n|ist|sind} nicht widerrufen: andere Hashes desselben Bildes oder ein anderes Bild aus einer Datei, die neu nummeriert wurde. Jeder wird für sich widerrufen.',
  'entry.namesakes-revoked': 'Alle sind widerrufen.',
  'entry.revoke': 'Diesen Eintrag widerrufen',
  'entry.revoke-what':
    'Er zählt sofort und endgültig nicht mehr, auch für das, was später zu dieser Liste eingereicht wird. Löschverfahren, die auf nichts anderem beruhen, werden geschlossen, und gesendete Mitteilungen werden zurückgenommen.',
  'entry.revoke-what-negative':
    'Er zählt sofort und endgültig nicht mehr, auch für das, was später zu dieser Liste eingereicht wird. Was er davon abhielt, ein Treffer zu sein, kann bei anderen Listen wieder einer sein.',
  'entry.revoked': 'Widerrufen. Er zählt nicht mehr.',
  'problem.entry-not-in-list': 'Diese Liste hat keinen solchen Eintrag.',
  'lists.manage': 'Diese Liste',
  'nav.hand-overs': 'Übergaben',
  'hand-overs.title': 'An Sie übergeben',
  'hand-overs.waiting': 'noch nicht bestätigt',
  'hand-overs.unanswered': 'wartet auf Ihre Freigabe',
  'hand-overs.waits': '{n} {n|Fall wartet|Fälle warten} auf Ihre Freigabe',
  'hand-overs.received': 'bestätigt',
  'hand-overs.which': 'Welche Übergaben',
  'hand-overs.none-waiting':
    'Nichts wartet auf Sie. Was die Meldestelle Ihrer Behörde übergibt, erscheint hier, das Älteste zuerst.',
  'hand-overs.none-unanswered': 'Kein Fall von dem, was Sie haben, wartet auf Ihre Freigabe.',
  'hand-overs.none-received': 'Noch nichts bestätigt.',
  'hand-overs.unbound':
    'Zu Ihrer Behörde kommen keine Übergaben. Der Betreiber legt fest, welche Behörde hinter dem Postfach der Polizei steht.',
  'hand-overs.reference': 'Kennzeichen',
  'hand-overs.at': 'Übergeben',
  'hand-overs.cases': 'Fälle',
  'hand-overs.received-at': 'Bestätigt',
  'hand-overs.older': 'Spätere',
  'hand-over.title': 'Übergabe {reference}',
  'hand-over.host': 'Host',
  'hand-over.country': 'Land',
  'hand-over.state': 'Zustand',
  'hand-over.word': 'Ihre Freigabe',
  'hand-over.addresses':
    'Die genauen Adressen stehen in der E-Mail zu diesem Kennzeichen, nicht hier.',
  'hand-over.receive': 'Empfang bestätigen',
  'hand-over.receive-what': 'Die Meldestelle sieht, dass Ihre Behörde es hat, und seit wann.',
  'hand-over.own-reference': 'Ihr eigenes Aktenzeichen, falls vorhanden',
  'hand-over.authorise': 'Mitteilung an den Anbieter freigeben',
  'hand-over.authorise-what':
    'Der Anbieter jedes Falls, der darauf wartet, wird dann benachrichtigt und nimmt den Inhalt herunter. Tun Sie es, sobald die Ermittlung hat, was sie braucht. Es lässt sich nicht zurücknehmen.',
  'hand-over.then-word': 'Danach sagen Sie hier, ob der Anbieter benachrichtigt werden darf.',
  'hand-over.waiting': 'wartet auf Ihre Freigabe',
  'hand-over.done-received': 'Empfang bestätigt.',
  'hand-over.done-numbered': 'Ihr Aktenzeichen ist vermerkt.',
  'hand-over.done-other-number':
    'Sie hat bereits ein anderes Aktenzeichen, das jemand aus Ihrer Dienststelle angegeben hat: siehe unten. Ihres wurde nicht gespeichert.',
  'hand-over.add-number': 'Aktenzeichen hinzufügen',
  'hand-over.done-authorised':
    'Ihre Freigabe ist vermerkt. Als Nächstes werden die Anbieter benachrichtigt.',
  'problem.hand-over-nothing-waits': 'Kein Fall davon wartet noch auf Ihre Freigabe.',
  'problem.hand-over-not-received': 'Bestätigen Sie zuerst den Empfang.',
  'hand-over.own-number': 'Ihr Aktenzeichen',
  'hand-overs.all': 'Alle Übergaben',
  'event.notice-allowed': 'Mitteilung an den Host freigegeben',
  'problem.hand-over-not-found': 'Ihre Behörde hat keine solche Übergabe.',
  'mapping.again':
    'Ein Code wird weggelassen oder nicht mehr. Das geschieht nur beim Lesen: Reichen Sie dieselbe Datei erneut ein, und verwerfen Sie diese.',
  'mapping.skip-hint':
    'Was weggelassen werden soll, wird es nur beim Lesen. Speichern Sie es, und reichen Sie diese Datei erneut ein: Sie wird dann nach dem gelesen, was hier gesagt wurde.',
  'mapping.no-codes': 'Die Datei hat keine Codes. Alles hat die Klasse der Liste.',
  'mapping.back': 'Zurück zur Einreichung',
  'mapping.said-by': 'Bedeutung der Codes durch, hier oder in früheren Dateien',
  'lists.withdrawn-at': 'Zurückgezogen',
  'entry.matched-at': 'Treffer',
}
