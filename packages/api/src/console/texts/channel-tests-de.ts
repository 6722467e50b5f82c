import type { channelTestsEn } from './channel-tests-en.ts'

export const channelTestsDe: Record<keyof typeof channelTestsEn, string> = {
  'channels.test-how-mail':
    'Eine Testmail geht von Ihrem eigenen Postfach für Mitteilungen an sich selbst, über denselben Server wie Mitteilungen und signiert wie sie.',
  'channels.test-how-police':
    'Eine Mail mit TEST im Betreff geht an das Postfach der Polizei, über denselben Server wie Meldungen und signiert wie sie. Sie betrifft keinen Fall. Höchstens zwei am Tag: Ein Mensch liest sie.',
  'channels.test-how-iccam':
    'ICCAM hat hier keinen Zugang für Programme: Dateien werden erstellt, und jemand trägt sie ein. Der Test erstellt Brief und Dateien eines erfundenen Falls und sendet sie nirgendwohin. Dass sie sich eintragen lassen, zeigt sich erst, wenn jemand es tut.',
  'channels.test-mail': 'Testmail senden',
  'channels.test-police': 'Testmail an die Polizei senden',
  'channels.test-iccam': 'Testdateien erstellen',
  'channels.police-not-set-up':
    'Kein Postfach der Polizei ist eingerichtet (POLICE_MAILBOX), also gibt es nichts zu testen.',
  'channel-said-mail.good': 'Der Server nahm sie an. Sehen Sie, ob sie angekommen ist.',
  'channel-said-mail.bad': 'Sehen Sie nach dem Mailserver und versuchen Sie es erneut.',
  'channel-said-police.good': 'Der Mailserver nahm sie an. Fragen Sie die Polizei, ob sie ankam.',
  'channel-said-police.bad':
    'Es ist nicht sicher, dass sie hinausging. Sehen Sie nach Mailserver und Postfach und versuchen Sie es erneut.',
  'channel-said-iccam.good':
    'Brief und Dateien wurden erstellt und sind lesbar. Nichts wurde gesendet.',
  'channel-said-iccam.bad':
    'Sie ließen sich nicht erstellen. Sehen Sie nach MAIL_FROM und ORGANISATION, und lesen Sie das Protokoll des Prozesses notices.',
  'channel-outcome.proved': 'Schlüssel angenommen',
  'channel-outcome.reached': 'erreicht',
  'channel-outcome.unsendable': 'nicht erstellt',
  'channel-outcome.files-made': 'Dateien erstellt',
  'test-outcome.proved': 'Schlüssel angenommen',
  'test-outcome.reached': 'erreicht',
  'ways.interfaces': 'Schnittstellen von Anbietern',
  'ways.how':
    'Eine Schnittstelle nimmt nur echte Meldungen an. Deshalb stellt der Test ihr mit Ihren Schlüsseln eine Frage, die nichts meldet, und sagt, was zurückkam.',
  'ways.none': 'Kein Anbieter hat einen Weg über die Schnittstelle von AWS oder Cloudflare.',
  'ways.provider': 'Anbieter',
  'ways.last': 'Letzter Test',
  'channels.test-lost':
    'Es kam keine Antwort. Sehen Sie, ob der Prozess notices läuft: Sobald er läuft, holt er diesen Test von selbst nach.',
  'ways.lost':
    'Es kam keine Antwort. Sehen Sie, ob der Prozess notices läuft, und versuchen Sie es erneut.',
  'way-state.active': 'in Gebrauch',
  'way-state.proposed': 'wartet auf Genehmigung',
  'way-said.proved': 'Sie wurde erreicht und nahm die Schlüssel an.',
  'way-said.reached':
    'Sie wurde erreicht; ihre Antwort sagt nichts über die Schlüssel. Nur eine echte Meldung beweist sie.',
  'way-said.turned-away':
    'Sie wurde erreicht und lehnte diese Frage ab: Die Schlüssel sind falsch, abgelaufen oder dürfen keine Meldungen lesen.',
  'way-said.deferred':
    'Sie wurde nicht über eine gute TLS-Verbindung erreicht oder ist beschäftigt. Über die Schlüssel ist nichts bekannt.',
  'way-said.unsendable':
    'Die Einstellungen des Weges sind nicht lesbar. Schlagen Sie ihn erneut vor.',
  'way-proof.aws': 'Ob diese Schlüssel auch melden dürfen, zeigt die erste echte Meldung.',
  'way-proof.cloudflare': 'Ob dieses Konto auch melden darf, zeigt die erste echte Meldung.',
  'problem.mail-tests-many': 'Es gab genug Tests dieser Art. Versuchen Sie es später.',
}
