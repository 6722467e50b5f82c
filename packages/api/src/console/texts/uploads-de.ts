import type { uploadsEn } from './uploads-en.ts'

export const uploadsDe: Record<keyof typeof uploadsEn, string> = {
  'upload.progress': 'Teil der Datei, der hier ist',
  'upload.pause': 'Anhalten',
  'upload.cancel': 'Abbrechen und verwerfen',
  'upload.chosen': '{name}, {size}. Angesehen: Es ist kein Bild und kein Archiv.',
  'upload.begins': 'Die Datei wird hier gesucht.',
  'upload.resumed':
    '{done} davon sind schon hier. Das wird erst verglichen, dann geht es von dort weiter.',
  'upload.sent': '{percent} % sind hier: {done} von {all}. Restzeit: {left}.',
  'upload.reading':
    'Alles ist hier. Es wird zum Lesen übergeben; danach können Sie diese Seite schließen.',
  'upload.failed':
    'Das ging nicht. Versuchen Sie es erneut; bleibt es so, nennen Sie dem Betreiber die Uhrzeit.',
  'upload.changed':
    'Die Datei ist nicht mehr lesbar: Sie wurde geändert, verschoben, oder der Datenträger fehlt. Wählen Sie sie neu; es geht von dort weiter.',
  'upload.retrying':
    'Keine Antwort. Es wird von selbst wieder versucht und geht mit dem weiter, was hier ist. Sie müssen nichts tun.',
  'upload.signin':
    'Ihre Sitzung ist zu Ende. Was kam, bleibt erhalten. Melden Sie sich in einem anderen Fenster an und lassen Sie dieses offen: Es geht von selbst weiter.',
  'upload.goeson': 'Wieder angemeldet. Es geht weiter.',
  'upload.paused':
    'Angehalten. Was kam, bleibt erhalten: Machen Sie weiter, oder wählen Sie dieselbe Datei an einem anderen Tag.',
  'upload.cancelled': 'Abgebrochen. Nichts davon bleibt.',
  'upload.stillkept':
    'Nicht verworfen: Es kam keine Antwort. Was von der Datei ankam, ist noch hier. Drücken Sie noch einmal auf „Abbrechen und verwerfen“.',
  'upload.again': 'Weitermachen',
  'upload.one': 'Legen Sie eine Datei nach der anderen ab.',
  'hand-in.kept-hint':
    'Eine lange Datei darf jederzeit abbrechen: Laptop zu, Verbindung weg, Sitzung zu Ende. Was kam, bleibt drei Tage verschlüsselt erhalten, und dieselbe Datei geht von dort weiter.',
  'begun.title': 'Diese Dateien sind noch nicht ganz da',
  'begun.how':
    'Wählen Sie unten dieselbe Datei, und es geht von dort weiter. Nach drei Tagen ohne Fortsetzung wird sie verworfen.',
  'begun.part': '{done} von {all} sind hier',
  'begun.begun': 'Begonnen',
  'begun.last': 'letzter Teil',
  'begun.drop': 'Verwerfen, was kam',
  'kept-uploads.title': 'Dateien dieser Behörde, die noch nicht ganz da sind',
  'kept-uploads.how':
    'Für Sie alle werden nur einige gleichzeitig aufbewahrt. Nur wer eine Datei begonnen hat, führt sie fort, indem er sie erneut wählt; verwerfen darf sie jede und jeder von Ihnen.',
  'kept-uploads.list': 'Liste',
  'kept-uploads.by': 'Begonnen von',
  'kept-uploads.size': 'Größe',
  'kept-uploads.last': 'Letzter Teil',
  'kept-uploads.reading': 'wird gelesen',
  'done.dropped': 'Verworfen.',
  'done.sent':
    'Die ganze Datei ist hier. Sie wird gelesen; Sie können diese Seite schließen und wiederkommen.',
  'done.known':
    'Sie hatten genau diese Datei schon eingereicht: Das ist daraus geworden. Nichts kam hinzu.',
  'problem.try-too-large':
    'Ein Versuch nimmt Dateien bis 1 GiB; von dieser wurde nichts gesendet. Reichen Sie sie ein: Das macht sie nur bereit, und Sie können sie verwerfen. Oder lassen Sie es den Betreiber an der Maschine versuchen: „nightlight lists import DATEI --dry-run“.',
  'problem.upload-not-found':
    'Was von dieser Datei gekommen war, ist nicht mehr hier. Senden Sie sie neu.',
  'problem.uploads-too-many':
    'So viele Dateien Ihrer Behörde warten auf Fortsetzung, wie aufbewahrt werden. Schließen Sie eine ab, oder verwerfen Sie eine: Sie stehen unten, auch die von Kolleginnen und Kollegen.',
  'problem.uploads-full':
    'Für eine Datei dieser Größe ist jetzt kein Platz. Versuchen Sie es später, oder fragen Sie den Betreiber.',
  'problem.upload-file-differs': 'Diese Datei beginnt anders als die begonnene. Wählen Sie jene.',
  'problem.upload-not-receiving':
    'Diese Datei ist schon ganz gekommen. Sehen Sie unter Listen, was aus ihr geworden ist.',
  'problem.upload-being-read':
    'Sie wird schon gelesen. Verwerfen Sie stattdessen ihre Einreichung.',
  'failure.upload-part-lost':
    'Ein Teil der Datei ging hier verloren, nachdem er angekommen war. Reichen Sie dieselbe Datei erneut ein.',
  'failure.file-too-large':
    'Die Datei ist länger, als hier angenommen wird. Reichen Sie sie in mehreren Dateien ein.',
  'failure.digest-wrong':
    'Was kam, ist nicht die gesendete Datei: Sie hat sich beim Senden geändert.',
  'police-work.title': 'Was auf Sie wartet',
  'police-work.none': 'Nichts wartet auf Sie.',
  'police-work.under-way': 'Im Gange',
  'police-work.what': 'Was',
  'police-work.about': 'Wie es steht',
  'police-work.since': 'Seit',
  'police-work.hand-over': 'Bestätigen, dass Sie {reference} haben',
  'police-work.word': 'Ihre Freigabe fehlt: {reference}',
  'police-work.cases': '{n} {n|Fall|Fälle}',
  'police-work.activate': 'Eine Datei für {list} aktivieren',
  'police-work.map': 'Sagen, was die Codes bedeuten: {list}',
  'police-work.again': 'Dieselbe Datei erneut einreichen: {list}',
  'police-work.empty': 'Nichts wurde angenommen, erneut einzureichen: {list}',
  'police-work.expired': 'Enddatum ist vorbei, erneut einzureichen: {list}',
  'police-work.list-expired': 'Liste ist abgelaufen, zu einer anderen einzureichen: {list}',
  'police-work.go-on': 'Mit einer Datei weitermachen, die nicht ganz kam',
  'police-work.read': 'Eine Datei wird in {list} gelesen',
  'police-work.with-others': 'Jemand anders muss aktivieren: {list}',
  'police-work.more-words': 'Mehr als {n} warten auf Ihre Freigabe: alle',
  'police-work.more': 'Mehr als {n} warten: alle Übergaben',
  'sample.line': 'Zeile {n}',
  'sample.media': 'Medium {n}',
  'sample.entry': 'Eintrag {n}',
  'sample.row': 'Zeile {n}',
  'hand-overs.entered': 'von Hand',
  'hand-overs.none-entered': 'Von Hand wurde nichts übergeben.',
  'hand-overs.entered-how':
    'Die Meldestelle hat diese ohne Mail übergeben, etwa am Telefon oder auf Papier. Zu bestätigen ist nichts; für das, was auf Ihre Freigabe wartet, sagen Sie hier, dass der Anbieter benachrichtigt werden darf. Das lässt sich nicht zurücknehmen.',
  'hand-overs.earlier': 'Frühere',
  'kept-case.title': 'Für Sie vorbereitete Fälle',
  'kept-case.how':
    'Signierte Archive mit genauen Adressen und Nachweisen, nie ein Bild. Verschlüsselt aufbewahrt, 30 Tage; jeder Abruf steht im Protokoll.',
  'kept-case.file': 'Datei',
  'kept-case.made': 'Vorbereitet',
  'kept-case.read': 'Zuletzt abgerufen',
  'kept-case.not-read': 'noch nicht abgerufen',
  'kept-case.download': 'Fall {id} herunterladen',
  'kept-case.encrypted': 'mit Ihrem Schlüssel verschlüsselt',
  'kept-case.keep': 'Für die Polizei hinterlegen',
  'kept-case.keep-how':
    'Vorbereitet wie die Datei oben und hier 30 Tage verschlüsselt aufbewahrt. Die Behörde ruft es bei ihren Übergaben ab.',
  'kept-case.withdraw': 'Zurücknehmen',
  'done.case-kept': 'Für die Polizei hinterlegt.',
  'done.case-taken-back': 'Zurückgenommen.',
  'problem.recipient-without-officers':
    'Zu dieser Polizei gehört noch keine Behörde. Die Leitung legt fest, welche es ist.',
  'refusal-do.wrong-length':
    'Berechnen Sie die Hashes neu, und prüfen Sie, ob jede Spalte das genannte Verfahren enthält.',
  'refusal-do.wrong-alphabet':
    'Berechnen Sie die Hashes neu, und prüfen Sie, ob jede Spalte das genannte Verfahren enthält.',
  'refusal-do.digest-of-empty-file': 'Nichts zu tun: Er träfe harmlose Dateien.',
  'refusal-do.digest-of-blank-file': 'Nichts zu tun: Er träfe harmlose Dateien.',
  'refusal-do.pdq-bits-out-of-range':
    'Lassen Sie ihn weg; die anderen Hashes des Bildes können ohne ihn eingereicht werden.',
  'refusal-do.pdq-degenerate':
    'Lassen Sie ihn weg; die anderen Hashes des Bildes können ohne ihn eingereicht werden.',
  'refusal-do.blockhash-degenerate':
    'Lassen Sie ihn weg; die anderen Hashes des Bildes können ohne ihn eingereicht werden.',
  'refusal-do.no-hash':
    'Exportieren Sie die Zeile mit MD5, SHA-1, SHA-256 oder PDQ; nennen Sie bei CSV die Spalten unter „Wie die Datei gelesen wird“.',
  'refusal-do.no-reference':
    'Lassen Sie die Quelle die Nummer dessen angeben, was sie zurückzieht.',
  'refusal-do.row-too-long': 'Exportieren Sie ohne lange Notizen oder Pfade in der Zeile.',
  'refusal-do.unknown-type':
    'Verwenden Sie MD5, SHA-1, SHA-256, PDQ oder blockhash, oder lassen Sie die Zeile weg.',
  'refusal-do.not-json':
    'Lassen Sie das Programm die Datei neu schreiben; die Zeile bricht ab oder ist beschädigt.',
  'refusal-do.photodna-only': 'Exportieren Sie auch MD5, SHA-1 oder PDQ.',
  'refusal-do.category-not-mapped':
    'Reichen Sie dieselbe Datei in der Konsole neu ein, und sagen Sie dort, was der Code bedeutet.',
  'refusal-do.category-missing':
    'Reichen Sie dieselbe Datei in der Konsole neu ein, und sagen Sie dort, was Zeilen ohne Code sind.',
  'refusal-do.on-negative-list':
    'Wenn Sie sicher sind, fragen Sie die Leitung: Die Liste, die ihn harmlos nennt, geht vor.',
  'refusal-do.flooded':
    'Sehen Sie den Eintrag an: Zwei, die ihn bestätigen, holen ihn zurück; reichen Sie ihn dann neu ein.',
  'refusal-do.revoked-before':
    'Nichts zu tun, wenn das richtig war; sonst reichen Sie ihn bei einer anderen Liste ein.',
}
