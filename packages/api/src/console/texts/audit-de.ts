import type { auditEn } from './audit-en.ts'

export const auditDe: Record<keyof typeof auditEn, string> = {
  'nav.audit': 'Protokoll',
  'audit.title': 'Das Protokoll',
  'audit.search': 'Suchen',
  'audit.heads': 'Signierte Köpfe',
  'audit.whole': 'Alles prüfen',
  'audit.lead':
    'Alles, was geändert wurde, und jeder Blick auf das, was geschützt ist. Das Protokoll enthält Codes, Kennungen und Anzahlen, nie eine Adresse oder ein Bild. Dass Sie nachsehen, ist selbst ein Ereignis.',
  'audit.from': 'Von (Tag, UTC)',
  'audit.to': 'Bis (Tag, UTC)',
  'audit.actor': 'Wer',
  'audit.actor-hint': 'Name, oder analyst:Name',
  'audit.action': 'Was getan wurde',
  'audit.every-action': 'Alles',
  'audit.object': 'Woran',
  'audit.object-hint': 'Kennung, oder Adresse der Seite',
  'audit.show': 'Suchen',
  'audit.time': 'Zeitraum',
  'audit.days-1': 'Heute',
  'audit.days-7': '7 Tage',
  'audit.days-30': '30 Tage',
  'audit.all-time': 'Alles',
  'audit.no-filter': 'Ohne diese Filter',
  'audit.more-of-name': 'Mehr als ein Konto hat diesen Namen. Gezeigt wird das erste; wählen Sie:',
  'audit.key-of': '{key}, von {name}',
  'audit.none': 'Kein Ereignis passt. Erweitern Sie den Zeitraum oder lassen Sie einen Filter weg.',
  'audit.none-yet': 'Bisher nichts gefunden.',
  'audit.paused':
    'Viele Ereignisse wurden durchgesehen, aber noch nicht das ganze Protokoll. Suchen Sie weiter, oder verkürzen Sie den Zeitraum.',
  'audit.go-on': 'Weitersuchen',
  'audit.older': 'Ältere Ereignisse',
  'audit.when': 'Wann',
  'audit.place': 'Platz',
  'audit.no-place': 'noch keiner, binnen Sekunden',
  'audit.erased': 'gelöscht',
  'audit.verify-shown': 'Prüfen, was hier steht',
  'audit.n-proved': 'Bewiesen unter dem signierten Kopf von {size}: {n}.',
  'audit.n-erased': 'Gelöscht, und das Protokoll sagt es: {n}.',
  'audit.n-wait': 'Zu neu, um signiert zu sein: {n}. Versuchen Sie es in einer Minute erneut.',
  'audit.n-bad':
    'NICHT wie signiert: {n}. Sehen Sie die markierten Zeilen an und prüfen Sie das ganze Protokoll.',
  'audit-verdict.proved': 'bewiesen',
  'audit-verdict.waits': 'noch nicht signiert',
  'audit-verdict.erased': 'gelöscht, wie das Protokoll sagt',
  'audit.event': 'Ereignis',
  'audit.what': 'Was getan wurde',
  'audit.role': 'In welcher Rolle',
  'audit.detail': 'Einzelheiten',
  'audit.id': 'Kennung',
  'audit.proof': 'Beweis',
  'audit.no-proof':
    'Noch deckt kein signierter Kopf dieses Ereignis. Das dauert höchstens eine Minute; dann gibt es einen Beweis.',
  'audit.proof-broken':
    'Es gibt keinen Beweis: Hashes des Baums fehlen. Bewahren Sie auf, was Sie haben, und prüfen Sie das ganze Protokoll.',
  'audit.proof-means':
    'Das Ereignis hat Platz {index} im Protokoll. Der Kopf unten ist für {size} Ereignisse signiert; die Hashes führen von diesem Ereignis zu ihm.',
  'audit.commitment': 'Festlegung, wer es war und welche Einzelheiten',
  'audit.signed-head': 'Der signierte Kopf',
  'audit.path-of-hashes': 'Hashes vom Ereignis bis zum Kopf: {n}',
  'audit.verify-event': 'Jetzt prüfen',
  'audit.download-proof': 'Beweis herunterladen',
  'audit.event-proved':
    'Soeben geprüft: Das Ereignis ist das, was signiert wurde, mit Person und Einzelheiten, unter dem Kopf von {size}.',
  'audit.event-erased':
    'Soeben geprüft: Das Ereignis steht im Protokoll, unter dem Kopf von {size}. Person und Einzelheiten wurden gelöscht, und das Protokoll sagt es.',
  'audit.event-waits': 'Es ist zu neu. Versuchen Sie es in einer Minute erneut.',
  'audit.event-bad':
    'Es ist nicht das, was signiert wurde. Bewahren Sie auf, was Sie haben, und prüfen Sie das ganze Protokoll.',
  'audit.how-without-us': 'So prüfen Sie es ohne diesen Dienst',
  'audit.proof-says':
    'Die Datei enthält alles, was zum Prüfen nötig ist. Wer den Schlüssel des Protokolls hat, braucht nichts weiter, auf jedem Rechner:',
  'audit.proof-opens':
    'Die Datei sagt, wer es war, mit den Einzelheiten und dem Salt, unter dem beides festgelegt wurde. Wer sie hat, kann das für immer zeigen, auch wenn es hier gelöscht wird: Geben Sie sie nur denen, die sie brauchen. Ohne ihren Teil „opening“ nennt sie niemanden und beweist das Ereignis weiterhin.',
  'audit.proof-of-event': 'Sie beweist, dass das Ereignis im Protokoll steht, und nicht mehr.',
  'audit-left-out.erased': 'Die Datei lässt Person und Einzelheiten weg: Sie wurden gelöscht.',
  'audit-left-out.second-asked':
    'Ihr zweites Urteil über diesen Treffer wird gebraucht. Bis Sie es abgegeben haben, lässt Ihre Datei Person und Einzelheiten weg.',
  'audit-left-out.salt-unreadable':
    'Die Datei lässt Person und Einzelheiten weg: Ihr Salt ist nicht lesbar. Prüfen Sie das Ereignis.',
  'audit.key-by-another-way':
    'Vergleichen Sie den Schlüssel mit dem, den Sie auf anderem Weg als dieser Seite erhalten haben.',
  'audit.heads-lead':
    'Höchstens 30 Sekunden nachdem etwas getan wurde, werden Größe und Wurzel des Protokolls signiert. Wer einen solchen Kopf aufbewahrt, kann später sagen, ob davor etwas geändert wurde.',
  'audit.well': 'Das Protokoll ist signiert und läuft weiter',
  'audit.signed-size': 'Signierte Ereignisse',
  'audit.oldest-unsigned': 'Ältestes noch nicht signiertes Ereignis',
  'audit.sequencer': 'Signierer zuletzt gehört',
  'audit.never': 'nie',
  'audit.witnessed': 'Von einem Zeugen signiert bis',
  'audit.timestamped': 'Mit Zeitstempel bis',
  'audit.nobody': 'nichts; keiner ist eingerichtet, oder keiner hat geantwortet',
  'audit.no-heads':
    'Noch ist nichts signiert. Der erste Kopf kommt binnen einer Minute nach dem ersten Ereignis.',
  'audit.signed-at': 'Signiert',
  'audit.size': 'Ereignisse',
  'audit.root': 'Wurzel',
  'audit.witnesses': 'Zeugen',
  'audit.stamps': 'Zeitstempel',
  'audit.holds': 'stimmt',
  'audit.gap': 'Lücke: ein Ereignis wartete {time}',
  'audit.verify-heads': 'Diese Köpfe prüfen',
  'audit.heads-hold':
    'Soeben geprüft: Jeder Kopf ist vom Protokoll signiert und der Anfang des nächsten. Köpfe: {n}.',
  'audit.heads-bad':
    'Köpfe, die nicht stimmen: {n}. Sehen Sie die markierten Zeilen an und prüfen Sie das ganze Protokoll.',
  'audit.download-head': 'Neuesten Kopf herunterladen',
  'audit.older-heads': 'Ältere Köpfe',
  'audit.key-of-log': 'Der Schlüssel des Protokolls',
  'audit.key-how':
    'Mit diesem Wort prüft jeder Köpfe, Beweise und Exporte. Lassen Sie es einmal auf anderem Weg bestätigen und bewahren Sie es auf.',
  'audit.whole-lead':
    'Liest jedes Ereignis neu: das Blatt, die Festlegung, jeden Hash, jeden Kopf mit seinen Signaturen, die Datei des Signierers, und Zeuge und Zeitstempel, wo es sie gibt. Eine Million Ereignisse dauert etwa eine Minute und stört niemanden.',
  'audit.start': 'Das ganze Protokoll prüfen',
  'audit.waiting': 'Wartet auf den Prüfprozess. Es beginnt binnen Sekunden.',
  'audit.running': '{n} von {total} Ereignissen',
  'audit.results': 'Ergebnisse',
  'audit.no-results': 'Noch niemand hat hier das ganze Protokoll geprüft.',
  'audit.unaltered': 'Nicht verändert',
  'audit.altered': 'VERÄNDERT',
  'audit.failed': 'Konnte nicht beendet werden',
  'audit.at-event': 'Bei Ereignis {n}',
  'audit.at-events': 'Irgendwo von Ereignis {n} bis {to}',
  'audit.read-well': 'Gelesen und in Ordnung befunden: Ereignisse {n}, Köpfe {heads}.',
  'audit.signed-up-to': 'Signiert bis Ereignis {n}.',
  'audit.compared': 'Verglichen mit:',
  'audit-compared.database': 'der Datenbank',
  'audit-compared.signer-file': 'der Datei des Signierers',
  'audit-compared.witness': 'dem Zeugen',
  'audit-compared.timestamp': 'Zeitstempeln',
  'audit-done.ended': 'Die Prüfung ist beendet. Das Ergebnis steht unten.',
  'audit.take-along': 'Mitnehmen',
  'audit.export-how':
    'Eine Datei mit dem ganzen Protokoll bis zum neuesten Kopf: Codes, Kennungen und Festlegungen. Sie nennt niemanden und hat keine Einzelheiten. Prüfen Sie sie dort, wo dieser Dienst nicht hinkommt:',
  'audit.download-export': 'Protokoll herunterladen',
  'audit.what-proves': 'Was jedes beweist',
  'audit.proves-event': 'Der Beweis eines Ereignisses',
  'audit.proves-event-how':
    'Dieses Ereignis steht in dem Protokoll, für das der Kopf signiert wurde, mit dieser Person und diesen Einzelheiten, wenn die Datei sie enthält. Über andere Ereignisse sagt er nichts.',
  'audit.proves-head': 'Ein signierter Kopf, den Sie aufbewahrt haben',
  'audit.proves-head-how':
    'Davor wurde nichts geändert, entfernt, eingefügt oder verschoben, seit Sie ihn haben. Bewahren Sie täglich einen auf, wo der Betreiber nicht hinkommt.',
  'audit.proves-whole': 'Alles prüfen',
  'audit.proves-whole-how':
    'Jedes Ereignis ist das, was signiert wurde, und jeder Kopf ist der Anfang des nächsten. Ein Protokoll, das mit dem echten Schlüssel neu geschrieben und signiert wurde, sieht sie nicht; anderswo aufbewahrte Köpfe schon.',
  'audit.proves-witness': 'Ein Zeuge',
  'audit.proves-witness-how':
    'Jemand außerhalb hat das Protokoll bis dahin gesehen und signiert nichts, was ihm widerspricht.',
  'audit.proves-stamp': 'Ein Zeitstempel',
  'audit.proves-stamp-how':
    'Den Kopf gab es zu dieser Zeit, was auch immer seither mit dem Schlüssel des Protokolls geschah.',
  'audit.proves-export': 'Der Export',
  'audit.proves-export-how':
    'Dasselbe wie alles prüfen, auf Ihrem Rechner, mit einem Schlüssel, den Sie auf anderem Weg haben. Person und Einzelheiten bleiben hier.',
  'audit-finding.entry-missing': 'ein Ereignis fehlt',
  'audit-finding.entry-altered': 'das Ereignis ist nicht das, was der Baum an seinem Platz hat',
  'audit-finding.entry-unreadable': 'was am Platz eines Ereignisses steht, ist keines',
  'audit-finding.entry-not-signed':
    'Ereignisse sind nicht signiert, obwohl sie nicht mehr neu sind',
  'audit-finding.clear-fields-altered': 'wer es tat oder die Einzelheiten wurden geändert',
  'audit-finding.salt-unreadable':
    'der Salt wurde geändert, oder der Schlüssel des Dienstes ist ein anderer',
  'audit-finding.erasure-untold': 'ein Ereignis wurde gelöscht und das Protokoll sagt es nicht',
  'audit-finding.erased-written': 'in ein gelöschtes Ereignis wurde etwas geschrieben',
  'audit-finding.event-time': 'die Zeit eines Ereignisses passt nicht zum Kopf, der es hat',
  'audit-finding.tile-missing': 'Hashes des Baums fehlen',
  'audit-finding.tile-altered': 'Hashes des Baums passen nicht zu den Ereignissen',
  'audit-finding.checkpoint-missing': 'es gibt keinen signierten Kopf',
  'audit-finding.checkpoint-unreadable': 'ein Kopf ist nicht lesbar',
  'audit-finding.checkpoint-other-key': 'ein Kopf ist mit einem anderen Schlüssel signiert',
  'audit-finding.checkpoint-signature': 'die Signatur eines Kopfes stimmt nicht',
  'audit-finding.checkpoint-root': 'die Ereignisse sind nicht die, die signiert wurden',
  'audit-finding.checkpoint-time': 'ein Kopf ist älter als der davor',
  'audit-finding.cosignature-invalid': 'was ein Zeuge signiert hat, stimmt nicht',
  'audit-finding.cosignature-missing': 'kein Kopf ist vom Zeugen signiert',
  'audit-finding.timestamp-invalid': 'ein Zeitstempel stimmt nicht',
  'audit-finding.anchor-root': 'die Ereignisse sind nicht die der Datei des Signierers',
  'audit-finding.log-shorter': 'das Protokoll endet vor dem, was signiert wurde',
  'audit-trouble.audit-log-shrank':
    'Das Protokoll hat weniger Ereignisse, als signiert wurden: Die Datenbank wurde zurückgesetzt. Spielen Sie eine neuere Sicherung ein.',
  'audit-trouble.audit-log-rewritten':
    'Das Protokoll setzt nicht fort, was signiert wurde. Prüfen Sie alles: das sagt, wo.',
  'audit-trouble.audit-tree-broken':
    'Zeilen und Hashes passen nicht zusammen. Prüfen Sie alles: das sagt, wo.',
  'audit-trouble.audit-kept-head-missing':
    'Die Datei des Signierers ist weg. Der Betreiber legt eine Kopie zurück.',
  'audit-trouble.audit-kept-head-unreadable':
    'Die Datei des Signierers wurde verändert. Der Betreiber legt eine Kopie zurück.',
  'audit-trouble.audit-stands-still':
    'Der Prüfprozess wurde seit zwei Minuten nicht gehört. Der Betreiber startet ihn.',
  'audit-trouble.audit-behind': 'Ereignisse warten seit mehr als zwei Minuten auf eine Signatur.',
  'audit-trouble.audit-witness': 'Der Zeuge hat das letzte Mal nicht signiert.',
  'audit-trouble.audit-timestamp': 'Der Zeitstempeldienst hat das letzte Mal nicht geantwortet.',
  'problem.audit-verification-runs': 'Eine Prüfung läuft. Warten Sie, bis sie endet.',
  'problem.audit-not-signed': 'Noch ist nichts signiert. Versuchen Sie es in einer Minute erneut.',
}
