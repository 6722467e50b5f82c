import type { EscalationWording, Part } from '../wording.ts'

const shared = {
  askHeading: 'WORUM WIR SIE BITTEN',
  byWhen: (until) =>
    `Unverzüglich; bitte antworten Sie spätestens bis ${until}. Wir prüfen selbst weiter, solange die Inhalte erreichbar sind.`,
} satisfies Partial<Part>

const SHARED_SERVICE =
  'Wird der Domainname von vielen Personen genutzt, etwa weil ein gemeinsamer Dienst darunter läuft, belassen Sie ihn, wie er ist, und nennen Sie uns einen Ansprechpartner bei diesem Dienst.'
const SILENCE =
  'Benachrichtigen Sie den Inhaber nicht, bevor Sie handeln, soweit das Gesetz Ihnen die Wahl lässt.'
const RECORDS =
  'Sichern Sie für die Polizei die Registrierungs-, Zahlungs- und Zugriffsdaten, die Sie nach dem Gesetz aufbewahren dürfen.'

export const escalation: EscalationWording = {
  parts: {
    'upstream-notice': {
      ...shared,
      subject: (reference) =>
        `Eskalation ${reference} – rechtswidrige Inhalte in einem von Ihnen angebundenen Netz`,
      lead: (files) =>
        files === 1
          ? 'Eine Datei mit bekannten Darstellungen sexuellen Kindesmissbrauchs ist in einem Netz, das Sie an das Internet anbinden, weiterhin erreichbar. Der Hostinganbieter wurde unterrichtet, und die Datei ist noch immer da. Wir bitten Sie um das, was Sie als Upstream-Anbieter tun können.'
          : `${files} Dateien mit bekannten Darstellungen sexuellen Kindesmissbrauchs sind in einem Netz, das Sie an das Internet anbinden, weiterhin erreichbar. Der Hostinganbieter wurde unterrichtet, und die Dateien sind noch immer da. Wir bitten Sie um das, was Sie als Upstream-Anbieter tun können.`,
      asks: [
        'Verlangen Sie von dem Netz, das Sie anbinden, dass es die Inhalte sofort entfernt.',
        'Geschieht das nicht, beschränken Sie die Anbindung der oben aufgeführten Server, soweit Ihr Vertrag und das Gesetz es zulassen und nicht weiter als nötig. Beachten Sie andere, rechtmäßige Dienste unter derselben IP-Adresse.',
        'Bitten Sie dieses Netz, den Hochladenden nicht vorher zu benachrichtigen, soweit das Gesetz die Wahl lässt.',
        'Teilen Sie uns mit, was Sie veranlasst haben. Binden Sie das Netz nicht an, teilen Sie uns bitte mit, wer es anbindet.',
      ],
    },
    'registrar-notice': {
      ...shared,
      subject: (reference) =>
        `Eskalation ${reference} – rechtswidrige Inhalte unter einer von Ihnen verwalteten Domain`,
      lead: (files) =>
        files === 1
          ? 'Eine Datei mit bekannten Darstellungen sexuellen Kindesmissbrauchs ist unter einem Domainnamen, der über Sie registriert ist, weiterhin erreichbar. Die unten Genannten wurden unterrichtet, und die Datei ist noch immer da. Wir bitten Sie um das, was Sie als Registrar tun können.'
          : `${files} Dateien mit bekannten Darstellungen sexuellen Kindesmissbrauchs sind unter Domainnamen, die über Sie registriert sind, weiterhin erreichbar. Die unten Genannten wurden unterrichtet, und die Dateien sind noch immer da. Wir bitten Sie um das, was Sie als Registrar tun können.`,
      asks: [
        'Prüfen Sie für jeden aufgeführten Domainnamen, ob er der Verbreitung dieser Inhalte dient.',
        'Ist das der Fall, setzen Sie ihn aus (zum Beispiel durch den Status clientHold), soweit Ihre Bedingungen und das Gesetz es zulassen. Löschen Sie ihn nicht und geben Sie ihn nicht für andere frei.',
        SHARED_SERVICE,
        RECORDS,
        SILENCE,
        'Teilen Sie uns mit, was Sie veranlasst haben.',
      ],
    },
    'registry-notice': {
      ...shared,
      subject: (reference) =>
        `Eskalation ${reference} – rechtswidrige Inhalte unter einem Domainnamen Ihrer Registry`,
      lead: (files) =>
        files === 1
          ? 'Eine Datei mit bekannten Darstellungen sexuellen Kindesmissbrauchs ist unter einem Domainnamen Ihrer Registry weiterhin erreichbar. Die unten Genannten wurden unterrichtet, und die Datei ist noch immer da. Wir bitten Sie um das, was Sie als Registry tun können.'
          : `${files} Dateien mit bekannten Darstellungen sexuellen Kindesmissbrauchs sind unter Domainnamen Ihrer Registry weiterhin erreichbar. Die unten Genannten wurden unterrichtet, und die Dateien sind noch immer da. Wir bitten Sie um das, was Sie als Registry tun können.`,
      asks: [
        'Lassen Sie den Registrar jeden aufgeführten Domainnamen prüfen und aussetzen, wenn er der Verbreitung dieser Inhalte dient.',
        'Handelt der Registrar nicht, setzen Sie die Delegierung selbst aus (zum Beispiel durch den Status serverHold), soweit Ihre Regeln und das Gesetz es zulassen. Löschen Sie den Domainnamen nicht.',
        SHARED_SERVICE,
        SILENCE,
        'Teilen Sie uns mit, was Sie veranlasst haben.',
      ],
    },
  },
  heading: 'WAS BISHER VERANLASST WURDE',
  roles: { host: 'Hostinganbieter', upstream: 'Upstream-Anbieter', registrar: 'Registrar' },
  told: (times, first, last) =>
    times === 1
      ? `einmal unterrichtet, am ${first}`
      : `${times}-mal unterrichtet, zuerst am ${first}, zuletzt am ${last}`,
  answered: { yes: 'geantwortet, die Inhalte sind aber noch da', no: 'keine Antwort' },
  stillThere: (checkedAt) =>
    `Bei unserer Prüfung am ${checkedAt} waren die Inhalte weiterhin vorhanden.`,
  statement: 'ERKLÄRUNG (mit den Angaben nach Artikel 16 Absatz 2 der Verordnung (EU) 2022/2065)',
}
