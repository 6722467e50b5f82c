import type { Part, Wording } from '../wording.ts'
import { escalation } from './de-escalation.ts'
import { order } from './de-order.ts'

const provider = {
  askHeading: 'WAS ZU TUN IST',
  asks: [
    'Sperren Sie sofort den Zugang zu den Inhalten und löschen Sie sie danach überall, wo Sie eine Kopie aufbewahren.',
    'Sichern Sie für die Polizei die Konto-, Upload- und Zugriffsdaten, die Sie nach dem Gesetz aufbewahren dürfen.',
    'Benachrichtigen Sie vorher weder den Kunden noch den Hochladenden, soweit das Gesetz Ihnen die Wahl lässt.',
    'Teilen Sie uns mit, was Sie veranlasst haben.',
  ],
  byWhen: (until) =>
    `Unverzüglich, spätestens bis ${until}. Wir prüfen selbst weiter und schreiben Ihnen erneut, solange die Inhalte erreichbar sind.`,
} satisfies Partial<Part>

export const de: Wording = {
  parts: {
    ...escalation.parts,
    'provider-notice': {
      ...provider,
      subject: (reference) => `Meldung ${reference} – rechtswidrige Inhalte in Ihrem Netz`,
      lead: (files) =>
        files === 1
          ? 'In Ihrem Netz ist eine Datei mit bekannten Darstellungen sexuellen Kindesmissbrauchs erreichbar. Bitte entfernen Sie sie unverzüglich.'
          : `In Ihrem Netz sind ${files} Dateien mit bekannten Darstellungen sexuellen Kindesmissbrauchs erreichbar. Bitte entfernen Sie sie unverzüglich.`,
    },
    'provider-reminder': {
      ...provider,
      subject: (reference, seq) =>
        `Meldung ${reference} (Nr. ${seq}) – rechtswidrige Inhalte weiterhin in Ihrem Netz`,
      lead: (files) =>
        files === 1
          ? 'In Ihrem Netz ist eine Datei mit bekannten Darstellungen sexuellen Kindesmissbrauchs weiterhin erreichbar. Bitte entfernen Sie sie jetzt.'
          : `In Ihrem Netz sind ${files} Dateien mit bekannten Darstellungen sexuellen Kindesmissbrauchs weiterhin erreichbar. Bitte entfernen Sie sie jetzt.`,
    },
    'police-hand-over': {
      subject: (reference) =>
        `Übergabe ${reference} – rechtswidrige Inhalte zur weiteren Veranlassung`,
      lead: (files) =>
        files === 1
          ? 'Wir übergeben Ihnen einen Fundort bekannter Darstellungen sexuellen Kindesmissbrauchs. Über weitere Maßnahmen entscheiden Sie.'
          : `Wir übergeben Ihnen ${files} Fundorte bekannter Darstellungen sexuellen Kindesmissbrauchs. Über weitere Maßnahmen entscheiden Sie.`,
      askHeading: 'WORUM WIR SIE BITTEN',
      asks: [
        'Entscheiden Sie, ob, wann und durch wen der Hostinganbieter angesprochen wird.',
        'Teilen Sie uns mit, ob ein Kontakt mit dem Hostinganbieter warten muss, und bis wann.',
        'Nennen Sie uns das Aktenzeichen Ihres Vorgangs.',
      ],
      byWhen: () =>
        'So bald wie möglich: Die Inhalte bleiben erreichbar, bis jemand handelt. Wir prüfen weiter und teilen Ihnen mit, wenn sie verschwunden sind.',
    },
  },
  copy: (n) => `Kopie ${n} derselben Meldung.`,
  to: (name) => `An: ${name}`,
  again: (seq, firstSentAt, lastSeenAt) =>
    `Dies ist Meldung ${seq} zu denselben Inhalten.` +
    (firstSentAt ? ` Die erste wurde am ${firstSentAt} versandt.` : '') +
    ` Bei unserer Prüfung am ${lastSeenAt} waren die Inhalte weiterhin vorhanden.`,
  headings: {
    where: 'WO',
    byWhen: 'BIS WANN',
    answer: 'SO ANTWORTEN SIE',
    statement: 'ERKLÄRUNG (Artikel 16 Absatz 2 der Verordnung (EU) 2022/2065)',
    legal: 'RECHTSGRUNDLAGE',
    about: 'ZU DIESER NACHRICHT',
  },
  defanged: 'Die Adressen sind nicht anklickbar: Lesen Sie hxxp als http und [.] als Punkt.',
  withheld: (addresses, reference) =>
    addresses === 1
      ? `Aus Sicherheitsgründen steht die genaue Adresse nicht in dieser Nachricht. Sie finden sie hier unter dem Kennzeichen ${reference}:`
      : `Aus Sicherheitsgründen stehen die ${addresses} genauen Adressen nicht in dieser Nachricht. Sie finden sie hier unter dem Kennzeichen ${reference}:`,
  colon: ': ',
  labels: {
    host: 'Host',
    domain: 'Domain',
    hostedIn: 'Land',
    page: 'Auf der Seite',
    seen: 'Gesehen',
    stillThere: 'Weiterhin vorhanden',
    match: 'Übereinstimmung',
    classification: 'Einstufung',
    type: 'Dateityp',
    sha256: 'SHA-256 der abgerufenen Datei',
    reference: 'Kennzeichen',
  },
  matches: {
    exact: 'identische Datei',
    near: 'neu kodierte oder leicht veränderte Kopie',
  },
  nationalOnly: 'nach nationalem Recht rechtswidrig',
  list: (authority) => `Liste von ${authority}`,
  unitedStates: [
    'Für Inhalte, die in den Vereinigten Staaten gehostet werden: Melden Sie sie der CyberTipline des National Center for Missing & Exploited Children (18 U.S.C. 2258A), falls noch nicht geschehen.',
    'Bewahren Sie den Inhalt dieser Meldung ein Jahr lang auf, wie es diese Vorschrift verlangt: Was Sie dafür aufbewahren, ist nicht nach Punkt 1 zu löschen.',
  ],
  answerByMail: (mailbox, reference) =>
    `Antworten Sie auf diese Nachricht oder schreiben Sie an ${mailbox} und nennen Sie ${reference}.`,
  sayWhich:
    'Geben Sie an: entfernt, bereits verschwunden, erhalten, weitergegeben, nicht bei Ihnen (bei wem?), anderswo gehostet (welche IP-Adresse?), mehr Angaben nötig (welche?), bestritten, abgelehnt oder nicht möglich (warum?).',
  answerOnline: (hours) =>
    `Oder antworten Sie hier, ohne Konto. Der Link gilt einmal, ${hours === 1 ? 'eine Stunde' : `${hours} Stunden`} lang; die Seite schickt Ihnen einen neuen:`,
  statement: {
    reason: (authorities) =>
      `Begründung: Jede Datei wurde unter der angegebenen Adresse abgerufen, und ihr Fingerabdruck stimmt mit einer Liste bekannter Darstellungen sexuellen Kindesmissbrauchs überein, geführt von: ${authorities}. Solche Inhalte zugänglich zu machen ist eine Straftat.`,
    location: 'Genauer Speicherort: die oben aufgeführten Adressen.',
    locationWithheld:
      'Genauer Speicherort: die Adressen, die unsere Antwortseite unter den oben genannten Kennzeichen aufführt.',
    notifier: (organisation, mailbox) => `Meldende Stelle: ${organisation}, ${mailbox}.`,
    goodFaith:
      'Guter Glaube: Wir sind in gutem Glauben davon überzeugt, dass die in dieser Meldung enthaltenen Angaben und Anführungen richtig und vollständig sind.',
  },
  about: {
    provider: [
      'Die Inhalte wurden automatisch gefunden. Es ist kein Bild beigefügt. Bitte senden Sie uns weder Bilder noch Kopien.',
    ],
    police: [
      'Die Inhalte wurden automatisch abgerufen, im Arbeitsspeicher verglichen und nicht aufbewahrt. Es ist kein Bild beigefügt, und es kann keines geliefert werden. Protokoll jeder Prüfung: auf Anfrage.',
      'Wir sind in gutem Glauben davon überzeugt, dass die Angaben in dieser Nachricht richtig und vollständig sind.',
    ],
  },
  retraction: {
    provider: {
      subject: (reference) => `Rücknahme zu Meldung ${reference}`,
      lead: (reference, sentAt, addresses) =>
        `Wir nehmen zurück, was unsere Meldung ${reference} vom ${sentAt} über ${
          addresses === 1 ? 'die folgende Adresse' : `die folgenden ${addresses} Adressen`
        } besagte. Die Identifizierung, auf der sie beruhte, wurde zurückgezogen.`,
      means: [
        'Aus unserer Sicht müssen Sie diese Inhalte weder entfernen noch sperren noch offline halten. Die Entscheidung darüber liegt wieder bei Ihnen.',
        'Falls Sie wegen unserer Meldung ein Konto eingeschränkt, Daten gesichert oder andere unterrichtet haben, berücksichtigen Sie bitte, dass die Grundlage dafür entfallen ist.',
        'Alles Übrige, was unsere Meldungen nennen, bleibt von dieser Nachricht unberührt.',
      ],
    },
    police: {
      subject: (reference) => `Rücknahme zu Übergabe ${reference}`,
      lead: (reference, sentAt, addresses) =>
        `Wir nehmen zurück, was unsere Übergabe ${reference} vom ${sentAt} über ${
          addresses === 1 ? 'die folgende Adresse' : `die folgenden ${addresses} Adressen`
        } besagte. Die Identifizierung, auf der sie beruhte, wurde zurückgezogen.`,
      means: [
        'Aus unserer Sicht sind zu diesen Inhalten keine Maßnahmen nötig; sie müssen weder entfernt werden noch offline bleiben.',
        'Falls Sie unsere Übergabe weitergegeben oder daraufhin gehandelt haben, berücksichtigen Sie bitte, dass die Grundlage dafür entfallen ist.',
        'Alles Übrige, was unsere Übergaben nennen, bleibt von dieser Nachricht unberührt.',
      ],
    },
    headings: {
      what: 'WAS WIR ZURÜCKNEHMEN',
      means: 'WAS DAS BEDEUTET',
      contact: 'WENN SIE FRAGEN HABEN',
    },
    alsoAs: 'Ihnen auch gemeldet als',
    apology:
      'Wir bitten Sie um Entschuldigung dafür und für die Arbeit, die Ihnen dadurch entstanden ist.',
  },
  escalation,
  order,
  iccam: {
    subject: (reference) => `ICCAM-Übergabe ${reference} – einzutragen`,
    hosted: (addresses, unplaced) =>
      unplaced === 0
        ? addresses === 1
          ? 'Sie wird in einem Land gehostet, dessen INHOPE-Meldestelle sich darum kümmert.'
          : 'Sie werden in Ländern gehostet, deren INHOPE-Meldestellen sich darum kümmern.'
        : addresses === 1
          ? 'Wo sie gehostet wird, ist nicht bekannt: Klären Sie das, bevor Sie sie eintragen.'
          : `Wo ${unplaced} davon gehostet werden, ist nicht bekannt: Klären Sie das, bevor Sie diese eintragen.`,
    lead: (addresses) =>
      addresses === 1
        ? 'Bitte tragen Sie eine Adresse mit bekannten Darstellungen sexuellen Kindesmissbrauchs in ICCAM ein.'
        : `Bitte tragen Sie ${addresses} Adressen mit bekannten Darstellungen sexuellen Kindesmissbrauchs in ICCAM ein.`,
    headings: {
      steps: 'WAS ZU TUN IST',
      where: 'WAS EINZUTRAGEN IST',
      about: 'ZU DIESER NACHRICHT',
    },
    steps: (mailbox, reference) => [
      'Entnehmen Sie die Adressen und Angaben den beigefügten Dateien (iccam.json enthält jede Adresse unverändert).',
      'Tragen Sie sie in ICCAM ein. Fügen Sie kein Bild bei und öffnen Sie keine Adresse, um sie anzusehen.',
      `Melden Sie in unserem System oder an ${mailbox} unter Angabe von ${reference}: eingetragen, Kennzeichen N; N ist das von ICCAM vergebene Kennzeichen.`,
      'Lässt sich etwas nicht eintragen, melden Sie, welcher Eintrag es ist und warum.',
    ],
    about:
      'Die Inhalte wurden automatisch abgerufen, im Arbeitsspeicher verglichen und nicht aufbewahrt. Die Dateien enthalten Adressen, Zeitpunkte und Einstufungen: kein Bild und keinen Hashwert. Löschen Sie sie, sobald alles eingetragen ist.',
  },
}
