import type { addressFilesEn } from './address-files-en.ts'

export const addressFilesDe: Record<keyof typeof addressFilesEn, string> = {
  'address-file.title': 'Zu beantwortende Einträge, mit genauen Adressen',
  'address-file.how':
    'Viele genaue Adressen in einer Datei wollen gehütet sein, daher braucht es zwei von Ihnen: Jemand bittet darum, jemand anderes stimmt zu, und wer gebeten hat, ruft die Datei binnen einer Stunde ab, einmal. Sie enthält die Adressen, wo die Meldung selbst sie lesbar nannte, von diesen Einträgen und von keinem, der später gemeldet oder erneut angefragt wird. Das Protokoll hält fest, wer gebeten, zugestimmt und abgerufen hat.',
  'address-file.no-consent':
    'Die Meldestelle hat nicht zugestimmt, dass Sie Adressen als Datei abrufen. Fragen Sie die Meldestelle, deren Meldungen Sie erhalten: Die Leitung kann es auf der Seite Ihres Unternehmens erlauben, zusammen mit einer zweiten Person.',
  'address-file.consent': 'Die Meldestelle ist einverstanden bis',
  'address-file.alone':
    'Niemand sonst bei Ihnen hat ein Konto, also kann niemand zustimmen. Bitten Sie die Meldestelle, noch jemanden von Ihnen einzulassen.',
  'address-file.instead': 'Bis dahin:',
  'address-file.instead-notice': 'Die Adressen einer Meldung ansehen, auf ihrer Seite',
  'address-file.instead-ways':
    'Ein Programm jede Meldung lesen lassen, wenn sie kommt: Mail und Webhook bringen die Adressen in einem Teil für Maschinen',
  'address-file.most': 'Höchstens, die ältesten zuerst',
  'address-file.ask': 'Um die Datei bitten',
  'address-file.asked': 'Gebeten von',
  'address-file.what': 'Was',
  'address-file.items': '{n} {n|Eintrag|Einträge}',
  'address-file.agreed-by': '{name} hat zugestimmt',
  'address-file.until': 'bis',
  'address-file.agree': 'Zustimmen',
  'address-file.take': 'Datei abrufen',
  'address-file.colleague':
    'Jemand von Ihnen bittet um eine Datei mit genauen Adressen. Jemand anderes muss zustimmen.',
  'address-file.of':
    'Einträge der Datei, um die {name} bittet. Sie enthält jene davon, die auf eine Antwort warten, wenn sie abgerufen wird.',
  'address-file.back': 'Zur Datei, um zuzustimmen oder nicht',
  'address-state.waits': 'wartet auf jemand anderen',
  'address-state.agreed': 'zugestimmt',
  'address-state.taken': 'abgerufen',
  'address-state.withdrawn': 'zurückgenommen',
  'address-state.expired': 'abgelaufen',
  'address-done.asked':
    'Gebeten. Jemand anderes von Ihnen kann 24 Stunden lang zustimmen, auf dieser Seite.',
  'address-done.agreed':
    'Zugestimmt. Wer gebeten hat, kann die Datei eine Stunde lang abrufen, einmal.',
  'address-done.withdrawn': 'Zurückgenommen. Es gibt keine Datei.',
  'problem.address-consent-waits': 'Eine wartet schon. Genehmigen oder verwerfen Sie diese zuerst.',
  'problem.address-consent-not-found':
    'Das ist schon erledigt. Sehen Sie sich den Anbieter noch einmal an.',
  'problem.address-consent-missing':
    'Die Meldestelle ist nicht oder nicht mehr einverstanden, dass Sie Adressen als Datei abrufen. Fragen Sie dort die Leitung.',
  'problem.address-request-not-found': 'Es gibt keine solche Datei, oder sie ist nicht Ihre.',
  'problem.address-request-alone':
    'Niemand sonst bei Ihnen hat ein Konto, um zuzustimmen. Bitten Sie die Meldestelle, noch jemanden einzulassen.',
  'problem.address-request-empty':
    'Keiner dieser Einträge wartet auf eine Antwort. Wählen Sie andere.',
  'problem.address-request-not-agreed': 'Jemand anderes von Ihnen muss zuerst zustimmen.',
  'problem.address-request-not-yours':
    'Die Datei ruft ab, wer um sie gebeten hat. Bitten Sie selbst um eine.',
  'problem.address-request-over':
    'Das wurde abgerufen, zurückgenommen oder ist abgelaufen. Bitten Sie noch einmal um die Datei.',
  'problem.portal-addresses-many':
    'Es wurde nichts gezeigt. Eine Person sieht höchstens 500 genaue Adressen in einer Stunde. Machen Sie später weiter, oder fordern Sie mit einer Kollegin oder einem Kollegen eine Datei mit Adressen an (Dateien).',
  'problem.address-requests-many':
    'Drei warten schon, oder um zehn wurde binnen eines Tages gebeten. Nehmen Sie eine zurück, oder warten Sie.',
  'consent.title': 'Adressen als Datei',
  'consent.none':
    'Leute dieses Anbieters rufen keine genauen Adressen als Datei ab. Sie sehen die einer Meldung auf einmal.',
  'consent.given': 'zwei von ihnen dürfen gemeinsam eine Datei abrufen',
  'consent.until': 'Bis',
  'consent.proposer': 'Vorgeschlagen von',
  'consent.giver': 'Genehmigt von',
  'consent.withdraw': 'Sofort widerrufen',
  'consent.for': 'Erlauben für',
  'consent.days': '{n} Tage',
  'consent.propose': 'Vorschlagen',
  'consent.how':
    'Es gilt, sobald es jemand anderes aus der Leitung genehmigt. Dann bittet jemand des Anbieters um eine Datei dessen, was wartet, jemand anderes dort stimmt zu, und jede Datei steht im Protokoll.',
  'done.consent-proposed': 'Vorgeschlagen. Es gilt, sobald jemand anderes es genehmigt.',
  'done.consent-given':
    'Genehmigt. Zwei Leute des Anbieters können ab jetzt gemeinsam eine Datei mit Adressen abrufen.',
  'done.consent-withdrawn': 'Widerrufen. Keine Datei mit Adressen geht mehr hinaus.',
  'waiting-kind.address-consent': 'Adressen als Datei vorgeschlagen',
  'audit-action.address-consent.proposed': 'Adressen als Datei vorgeschlagen',
  'audit-action.address-consent.given': 'Adressen als Datei erlaubt',
  'audit-action.address-consent.dropped': 'Adressen als Datei nicht erlaubt',
  'audit-action.address-consent.withdrawn': 'Adressen als Datei nicht mehr erlaubt',
  'audit-action.address-file.asked': 'Um eine Datei genauer Adressen gebeten',
  'audit-action.address-file.agreed': 'Einer Datei genauer Adressen zugestimmt',
  'audit-action.address-file.taken': 'Datei genauer Adressen abgerufen',
  'audit-action.address-file.withdrawn': 'Datei genauer Adressen zurückgenommen',
  'audit-action.address_request.listed': 'Dateien mit Adressen angesehen',
  'audit-object.address_request': 'Dateien genauer Adressen',
}
