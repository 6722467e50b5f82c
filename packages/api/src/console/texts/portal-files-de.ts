import type { portalFilesEn } from './portal-files-en.ts'

export const portalFilesDe: Record<keyof typeof portalFilesEn, string> = {
  'nav.portal-files': 'Dateien',
  'portal.files': 'Listen und Antworten als Datei',
  'portal.download': 'Eine Liste herunterladen',
  'portal.download-how':
    'CSV, höchstens 10.000 Zeilen, das am längsten Gemeldete zuerst. Füllen Sie die Spalten answer und comment aus und senden Sie sie unten zurück.',
  'portal.download-open': 'Zu beantwortende Einträge',
  'portal.download-answered': 'Beantwortete Einträge',
  'portal.download-all': 'Alle Einträge',
  'portal.upload': 'Antworten senden',
  'portal.upload-how':
    'Eine CSV-Datei mit den Spalten item, answer und comment, höchstens 2.500 Antworten. Zeilen ohne Antwort zählen nicht. Sie sehen, was sie bewirkt, bevor etwas übernommen wird: alles oder nichts.',
  'portal.file': 'Datei',
  'portal.paste': 'Oder fügen Sie ihre Zeilen hier ein',
  'portal.check-file': 'Datei prüfen',
  'portal.answers-known': 'Was in der Spalte answer stehen kann',
  'portal.answers-either':
    'Dort kann der Code oder können die Worte stehen, in jeder Sprache dieser Seiten.',
  'portal.with-comment': 'mit einer Bemerkung',
  'portal.file-refused': 'Die Datei kann noch nicht übernommen werden',
  'portal.file-refused-how':
    'Nichts wurde übernommen. Verbessern Sie diese Zeilen und senden Sie die Datei noch einmal.',
  'portal.file-empty': 'Nichts wurde übernommen: Keine Zeile hat eine Antwort.',
  'portal.lines-good': 'Antworten',
  'portal.lines-refused': 'Abgelehnte Zeilen',
  'portal.lines-empty': 'Zeilen ohne Antwort',
  'portal.taken-now': 'Jetzt übernommen',
  'portal.taken-before': 'Schon früher eingegangen',
  'portal.line': 'Zeile',
  'portal.line-n': 'Zeile {n}',
  'portal.stood-there': 'Was dort stand',
  'portal.why': 'Warum',
  'portal.whole-notice': 'die ganze Meldung',
  'portal.more-lines': 'Hier nicht gezeigt: {n} weitere.',
  'line-code.cells-too-many':
    'Diese Zeile hat mehr Zellen, als die erste Zeile Spalten hat. Setzen Sie eine Bemerkung mit Komma oder Semikolon in Anführungszeichen.',
  'line-code.reference-invalid': 'Das ist kein Kennzeichen eines Eintrags.',
  'line-code.answer-unknown': 'Das ist keine bekannte Antwort.',
  'line-code.preserved-invalid': 'Für die Polizei aufbewahrt ist yes oder no.',
  'line-code.reply-needs-detail': 'Diese Antwort braucht eine Bemerkung.',
  'line-code.reply-too-long': 'Die Bemerkung ist länger als 2.000 Zeichen.',
  'line-code.reply-item-not-found': 'Einen solchen Eintrag haben wir Ihnen nicht gemeldet.',
  'line-code.item-repeated': 'Eine frühere Zeile beantwortet denselben Eintrag.',
  'problem.answers-not-csv':
    'Das ist keine CSV-Datei, deren erste Zeile die Spalten item und answer nennt.',
  'problem.answers-too-many': 'Senden Sie höchstens 10.000 Zeilen auf einmal.',
  'problem.body-too-large': 'Das ist größer, als hier angenommen wird.',
}
