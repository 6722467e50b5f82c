import type { healthFactsEn } from './health-facts-en.ts'

export const healthFactsDe: Record<keyof typeof healthFactsEn, string> = {
  'health.none-bad': 'Nichts ist in Unordnung, soweit der Dienst es weiß.',
  'health.look-at': 'Von jemandem anzusehen: {n}.',
  'health.ago': 'vor {time}',
  'health.policy': 'Regelwerk der Weiterleitung',
  'health.policy-none': 'keines gilt',
  'health.policy-until': 'letzter Tag {day}',
  'health.policy-followed': 'ein anderes folgt',
  'health.unset-police': 'Fälle, die auf ein Postfach der Polizei warten',
  'health.unset-police-todo':
    'Setzen Sie POLICE_MAILBOX und starten Sie den Prozess notices neu: Sie gehen von selbst weiter. Bis dahin wird niemand benachrichtigt.',
  'health.policy-ends':
    'Ab dem Tag danach würde nichts weitergeleitet. Schlagen Sie eines vor, das weiter gilt, und lassen Sie es von einer anderen Person der Administration aktivieren.',
  'health.backup': 'Letzte Sicherung',
  'health.backup-none': 'keine wurde vermerkt',
  'health.backup-tell':
    'Lassen Sie das Sicherungsprogramm sagen, wann es fertig ist: nightlight backups note --bytes N. Der Dienst sieht Sicherungen nicht selbst an. Bewahren Sie Datenbank, Feldschlüssel und die Datei des Signierers getrennt auf.',
  'health.backup-late':
    'Sie ist älter als 30 Stunden. Sehen Sie, ob das Sicherungsprogramm läuft und Platz hat.',
  'health.restore': 'Letzte geübte Wiederherstellung',
  'health.restore-none': 'keine wurde vermerkt',
  'health.restore-todo':
    'Stellen Sie jedes Quartal eine Sicherung auf einem anderen Rechner wieder her, sehen Sie, dass sie startet, und vermerken Sie es: nightlight backups note --restored.',
  'certificate.all': 'Zertifikate',
  'certificate.none': 'keine Adresse dieses Dienstes ist https, oder es wurde noch keine angesehen',
  'certificate.none-todo':
    'Für Arbeit über ein Netz geben Sie PUBLIC_URL, REPLY_URL und SMTP_URL Adressen mit TLS. Sie werden alle sechs Stunden angesehen.',
  'certificate.console': 'Zertifikat der Konsole',
  'certificate.reply': 'Zertifikat der Antwortseite',
  'certificate.mail': 'Zertifikat des Mailservers',
  'certificate.unreachable': 'von hier nicht erreicht',
  'certificate.over': 'ist abgelaufen',
  'certificate.days': 'noch {n} {n|Tag|Tage}',
  'certificate.not-trusted': 'wird hier nicht anerkannt oder ist von anderem Namen',
  'certificate.not-trusted-todo':
    'Sehen Sie, dass die ganze Kette gesendet wird und der Name stimmt; mit eigener Zertifizierungsstelle setzen Sie NODE_EXTRA_CA_CERTS.',
  'certificate.renew':
    'Erneuern Sie es. Zwei Wochen vor dem Ende ist ein Programm, das dies tut, gescheitert: Lesen Sie sein Protokoll.',
  'certificate-todo.console-unreachable':
    'Sehen Sie PUBLIC_URL von außen an: Sie kann dort erreichbar sein und von diesem Rechner nicht.',
  'certificate-todo.reply-unreachable':
    'Sehen Sie REPLY_URL von außen an: Dort antworten Anbieter.',
  'certificate-todo.mail-unreachable':
    'Sehen Sie, ob der Mailserver läuft und TLS anbietet, und senden Sie dann einen Test von der Seite Kanäle.',
  'health.clock': 'Uhr',
  'health.clock-facts': '{n} s zwischen diesem Rechner und der Datenbank',
  'health.clock-todo':
    'Lassen Sie beide Rechner ihre Uhr nach NTP stellen: Signaturen und Zeiten von Beweisen beruhen darauf.',
  'health.feeds': 'Listen, die bei anderen gelesen werden',
  'health.feeds-well': 'alle rechtzeitig gelesen: {n}',
  'health.feeds-todo':
    'Sehen Sie, ob der Prozess exchange läuft und die Gegenseite erreicht, und ob sein Schlüssel noch gilt.',
  'health.lists-end': 'Hashlisten, die enden',
  'health.lists-end-todo':
    'Nach ihrem Ende wird mit einer Liste nicht mehr verglichen, und ihr Ende ändert sich nie. Macht ihre Behörde weiter, legen Sie eine andere Liste mit späterem Ende an und reichen die Datei dort ein.',
  'health.registries': 'Verzeichnis der Registrierungsstellen',
  'health.registries-todo':
    'Es wird bei der IANA gelesen und sagt, wer zu einem Hostinganbieter gefragt wird. Sehen Sie, ob der Prozess notices das Internet erreicht.',
}
