import type { portalWaysEn } from './portal-ways-en.ts'

export const portalWaysDe: Record<keyof typeof portalWaysEn, string> = {
  'nav.portal-ways': 'Wege und Kontakte',
  'portal.ways': 'Wie Sie Meldungen erhalten',
  'portal.ways-how':
    'Schlagen Sie hier Postfächer und Endpunkte vor. Jeder Vorschlag zählt, sobald jemand von der Meldestelle ihn genehmigt hat, und geht dann früheren seiner Art vor: Niemand ändert allein, wohin Meldungen gehen.',
  'portal.mail': 'Mail',
  'portal.mail-how':
    'Meldungen gehen an das erste Postfach, das zählt, mit dem Maschinenteil (XARF), wo das vereinbart ist. Ein Test ist eine signierte Mail dorthin, zu keinem Fall.',
  'portal.no-mailbox': 'Kein Postfach ist bekannt. Schlagen Sie eines vor.',
  'portal.waits': 'wartet auf die Meldestelle',
  'portal.test-mail': 'Eine Testmail senden',
  'portal.webhook': 'Webhook',
  'portal.webhook-how':
    'Jede Meldung geht als JSON an Ihren Endpunkt, signiert nach Standard Webhooks. Sie können einen Endpunkt probieren, bevor er genehmigt ist. Ein Test hat den Typ notice.test und betrifft keinen Fall.',
  'portal.webhook-url': 'Adresse Ihres Endpunkts (https)',
  'portal.proposed-at': 'vorgeschlagen',
  'portal.by-you': 'von Ihnen vorgeschlagen',
  'portal.by-hotline': 'von der Meldestelle eingerichtet',
  'portal.test': 'Einen Test senden',
  'portal.withdraw': 'Zurücknehmen',
  'portal.refused-mailboxes': 'Abgelehnt, letzte 90 Tage',
  'portal.ended-ways': 'Abgelehnt oder beendet, letzte 90 Tage',
  'way-ended.refused': 'abgelehnt',
  'way-ended.shut': 'geschlossen',
  'way-ended.ended': 'beendet',
  'way-means.refused':
    'Die Meldestelle hat das abgelehnt, und nichts geht dorthin. Fragen Sie nach, oder schlagen Sie etwas anderes vor.',
  'way-means.shut':
    'Ihre Seite hat mit HTTP {code} geantwortet: dorthin geht nichts mehr, und Meldungen gehen auf einem anderen Ihrer Wege oder per Mail. Beheben Sie es, und schlagen Sie es neu vor, oder bitten Sie die Meldestelle darum.',
  'way-means.ended': 'Die Meldestelle hat das beendet, und nichts geht mehr dorthin.',
  'way-refusal.not-confirmed':
    'Die Meldestelle konnte mit Ihnen nicht bestätigen, dass dieser Server Ihrer ist.',
  'way-refusal.test-failed': 'Ein Test wurde nicht angenommen.',
  'way-refusal.other-way': 'Mit Ihnen wurde ein anderer Weg vereinbart.',
  'problem.proposal-settled':
    'Der Vorschlag wurde inzwischen genehmigt, abgelehnt oder zurückgenommen. Bitten Sie die Meldestelle, zu beenden, was in Gebrauch ist.',
  'portal.tests': 'Tests',
  'portal.test-waits': 'Ein Test läuft.',
  'portal.tried': 'Angefordert',
  'portal.came-of-it': 'Was daraus wurde',
  'portal.under-way': 'läuft',
  'test-outcome.accepted': 'angenommen',
  'test-outcome.deferred': 'aufgeschoben',
  'test-outcome.turned-away': 'abgewiesen',
  'test-outcome.in-doubt': 'abgebrochen',
  'test-outcome.refused': 'abgelehnt',
  'test-outcome.unsendable': 'nicht gesendet',
  'test-means.accepted':
    'Ihre Seite hat ihn angenommen. Prüfen Sie, ob er dort ankam, wo Menschen oder Programme ihn lesen.',
  'test-means.deferred':
    'Ihre Seite ist nicht erreichbar oder bat, es später zu versuchen. Eine Meldung würde erneut versucht.',
  'test-means.turned-away':
    'Ihre Seite antwortete, dass sie das nicht annimmt. Eine Meldung ginge per Mail.',
  'test-means.in-doubt': 'Die Verbindung brach ab. Vielleicht kam er an.',
  'test-means.refused': 'Der Mailserver hat ihn abgelehnt.',
  'test-means.unsendable': 'Es gibt kein Postfach, das zählt.',
  'portal.no-status': 'kein Status',
  'portal.to-fix': 'Zu beheben:',
  'test-fix.unreached':
    'Prüfen Sie, ob der Name mit einer öffentlichen Adresse im DNS steht, ob der Port uns hereinlässt, und ob das Zertifikat gilt und mit seiner Kette kommt.',
  'test-fix.cut-off':
    'Die Verbindung stand, und kein Status kam rechtzeitig. Antworten Sie sofort mit 2xx, und verarbeiten Sie danach.',
  'test-fix.redirect':
    'Wir folgen keiner Weiterleitung. Schlagen Sie die Adresse vor, zu der sie führt.',
  'test-fix.kept-out':
    'Unsere Anfragen tragen eine Signatur und keine Anmeldung. Lassen Sie sie herein, und prüfen Sie die Signatur mit dem Geheimnis dieses Endpunkts.',
  'test-fix.path':
    'Unter diesem Pfad ist nichts. Schlagen Sie die richtige Adresse vor. Nach 410 wird dorthin nichts mehr gesendet.',
  'test-fix.method': 'Der Endpunkt muss POST annehmen.',
  'test-fix.body':
    'Ihr Programm nimmt den Inhalt nicht an: JSON vom Typ notice.test, mit leeren xarf und addresses. Antworten Sie mit 2xx auf das, was Sie nicht kennen.',
  'test-fix.later':
    'Ihre Seite bat um eine Pause. Lassen Sie unsere Anfragen an der Begrenzung vorbei.',
  'test-fix.server':
    'Ihr Programm ist gescheitert, oder ein Gateway davor. Sein Protokoll sagt, warum, zu dieser Zeit.',
  'test-fix.mail-later':
    'Sehen Sie zu dieser Zeit in das Protokoll Ihres Mailservers: Eine Liste von Absendern, Greylisting oder ein volles Postfach hält es auf.',
  'test-fix.mail-refused':
    'Sehen Sie zu dieser Zeit in das Protokoll Ihres Mailservers, und lassen Sie Mails vom Absender unserer Meldungen herein.',
  'portal.api': 'API',
  'portal.api-how':
    'Mit einem eigenen Schlüssel lesen Ihre Programme, was Ihnen gemeldet wurde, und antworten darauf. Bitten Sie die Meldestelle um einen Schlüssel.',
  'portal.secret': 'Das Geheimnis Ihres Endpunkts',
  'portal.secret-how':
    'Es wird nur dieses eine Mal gezeigt. Ihr Endpunkt prüft damit die Signatur.',
  'portal-ways-done.tested': 'Der Test ist angefordert.',
  'portal-ways-done.webhook-proposed':
    'Der Endpunkt ist vorgeschlagen. Jemand von der Meldestelle genehmigt ihn.',
  'portal-ways-done.webhook-made-before':
    'Der Endpunkt wurde schon vorgeschlagen, mit einem Geheimnis, das nicht noch einmal gezeigt wird. Wenn Sie es nicht haben, nehmen Sie den Vorschlag zurück und machen Sie ihn neu.',
  'portal-ways-done.withdrawn': 'Der Vorschlag ist zurückgenommen.',
  'portal-ways-done.contact-proposed':
    'Das Postfach ist vorgeschlagen. Jemand von der Meldestelle genehmigt es.',
  'problem.channel-not-found': 'Diesen Weg gibt es nicht, oder er ist nicht Ihrer.',
  'problem.channel-not-triable':
    'Dieser Weg lässt sich nicht mit einer Nachricht ohne Fall probieren.',
  'problem.channel-tests-many': 'Höchstens fünf Tests in einer Stunde. Versuchen Sie es später.',
  'problem.portal-proposals-many':
    'Was Sie vorgeschlagen haben, wartet auf die Meldestelle. Nehmen Sie etwas zurück, oder warten Sie.',
  'problem.portal-url-invalid':
    'Schreiben Sie die ganze Adresse, etwa https://hooks.hosting.example/notices.',
}
