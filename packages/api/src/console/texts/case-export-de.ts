import type { caseExportEn } from './case-export-en.ts'

export const caseExportDe: Record<keyof typeof caseExportEn, string> = {
  'case-export.title': 'Den Fall für die Polizei exportieren',
  'case-export.how':
    'Eine signierte Datei mit den genauen Adressen, jeder Beobachtung, dem Versandten und Beweisen aus dem Protokoll; kein Bild. Im Protokoll steht danach, dass Sie exportiert haben und warum.',
  'case-export.reason': 'Warum er übergeben wird',
  'case-export.legal-basis': 'Rechtsgrundlage, wie die Polizei sie liest',
  'case-export.recipient': 'Für wen',
  'case-export.choose-recipient': 'Wählen, für wen',
  'case-export.by-hand': 'persönlich übergeben, unverschlüsselt',
  'case-export.begin': 'Exportieren',
  'export-reason.police-request': 'Ersuchen der Polizei',
  'export-reason.court-order': 'Anordnung eines Gerichts oder der Staatsanwaltschaft',
  'export-reason.own-referral': 'eigene Anzeige',
  'export-reason.request-from-abroad': 'Ersuchen aus dem Ausland',
  'problem.audit-not-sequenced':
    'Das Protokoll hat noch keinen signierten Kopf, der dies umfasst. Versuchen Sie es in einer Minute noch einmal.',
  'problem.exports-busy':
    'Es werden schon so viele Fälle exportiert, wie zugleich möglich sind. Versuchen Sie es in einer Minute wieder.',
}
