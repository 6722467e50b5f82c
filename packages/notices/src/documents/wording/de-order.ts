import type { OrderWording } from '../wording.ts'

export const order: OrderWording = {
  subject: (reference) => `Anordnung ${reference} – Entfernung rechtswidriger Inhalte`,
  title: 'ANORDNUNG, INHALTE ZU ENTFERNEN ODER DEN ZUGANG ZU SPERREN',
  headings: {
    issuedBy: 'ERLASSENDE BEHÖRDE',
    addressee: 'ADRESSAT',
    ordered: 'WAS ANGEORDNET WIRD',
    where: 'ADRESSEN',
    basis: 'RECHTSGRUNDLAGE UND GRÜNDE',
    preserve: 'AUFBEWAHRUNG UND VERTRAULICHKEIT',
    redress: 'RECHTSBEHELF',
    answer: 'WEM DIE WIRKUNG MITZUTEILEN IST',
  },
  labels: {
    authority: 'Behörde',
    country: 'Staat',
    reference: 'Aktenzeichen',
    issuedAt: 'Erlassen am',
    name: 'Anbieter',
    representative: 'Gesetzlicher Vertreter',
    contact: 'Kontakt',
    telephone: 'Telefon',
    legalBasis: 'Rechtsgrundlage',
    reasons: 'Gründe',
  },
  ordered: (addresses, hours) =>
    `Es wird angeordnet, dass Sie die Inhalte unter ${addresses === 1 ? 'der unten genannten Adresse' : `den ${addresses} unten genannten Adressen`} binnen ${hours === 1 ? 'einer Stunde' : `${hours} Stunden`} nach Erhalt dieser Anordnung entfernen oder den Zugang dazu sperren.`,
  clock:
    'Können Sie der Anordnung aus einem der Gründe von Formular 3 nicht nachkommen, teilen Sie das sofort mit. Die Frist beginnt, sobald der Grund weggefallen ist.',
  preserve: (months) =>
    `Bewahren Sie die entfernten Inhalte und die zugehörigen Daten ${months === 1 ? 'einen Monat' : `${months} Monate`} lang getrennt und gesichert auf, ausschließlich für Verfahren und Rechtsbehelfe.`,
  silence: (until) =>
    `Unterrichten Sie denjenigen, der die Inhalte bereitgestellt hat, nicht vor dem ${until} über diese Anordnung.`,
  redress: (body, days) =>
    `Sie und derjenige, der die Inhalte bereitgestellt hat, können diese Anordnung anfechten bei: ${body}. Die Frist beträgt ${days === 1 ? 'einen Tag' : `${days} Tage`} ab Erhalt.`,
  tell: (mailbox) =>
    `Sind Sie der Anordnung nachgekommen, senden Sie Formular 2 (beigefügt: answer-effect.txt) an ${mailbox}.`,
  tellImpossible:
    'Können Sie ihr nicht nachkommen, senden Sie Formular 3 (beigefügt: answer-impossible.txt) an dieselbe Adresse.',
  questions: (mailbox) => `Fragen zu dieser Anordnung: ${mailbox}.`,
  about:
    'Der unten genannte Absender übermittelt diese Anordnung für die Behörde. Es ist kein Bild beigefügt. Bitte senden Sie weder Bilder noch Kopien.',
  forms: {
    effect: {
      title: 'FORMULAR 2 – WIRKUNG DER ANORDNUNG',
      intro: (reference, mailbox) => `Zur Anordnung ${reference}. Bitte senden an ${mailbox}.`,
      choices: [
        'Die Inhalte wurden entfernt.',
        'Der Zugang zu den Inhalten wurde gesperrt.',
        'Die Inhalte waren bei Eingang der Anordnung bereits verschwunden.',
      ],
      note: 'Bitte kreuzen Sie Zutreffendes an und nennen Sie die betroffenen Kennzeichen.',
    },
    impossible: {
      title: 'FORMULAR 3 – DER ANORDNUNG KANN NICHT NACHGEKOMMEN WERDEN',
      intro: (reference, mailbox) => `Zur Anordnung ${reference}. Bitte senden an ${mailbox}.`,
      choices: [
        'Es ist aus Gründen unmöglich, die wir nicht zu vertreten haben (technisch oder betrieblich).',
        'Die Anordnung enthält offensichtliche Fehler.',
        'Der Anordnung fehlen Angaben, die nötig sind, um ihr nachzukommen.',
        'Die Inhalte sind nicht bei uns gespeichert.',
      ],
      note: 'Bitte kreuzen Sie Zutreffendes an und erläutern Sie es; geben Sie an, was fehlt oder wer die Inhalte speichert.',
    },
  },
  filled: {
    addresses: 'Kennzeichen',
    at: 'Datum und Uhrzeit (UTC)',
    explanation: 'Erläuterung',
    name: 'Name und Funktion',
    date: 'Datum',
  },
}
