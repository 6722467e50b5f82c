import type { EscalationWording, Part } from '../wording.ts'

const shared = {
  askHeading: 'WAT WIJ U VRAGEN',
  byWhen: (until) =>
    `Onverwijld; gelieve uiterlijk op ${until} te antwoorden. Wij blijven zelf controleren zolang de inhoud online staat.`,
} satisfies Partial<Part>

const SHARED_SERVICE =
  'Gebruiken veel mensen de domeinnaam, bijvoorbeeld omdat er een gedeelde dienst onder draait, laat hem dan ongemoeid en zeg ons wie wij bij die dienst kunnen benaderen.'
const SILENCE = 'Licht de houder niet in voordat u optreedt, voor zover de wet u die keuze laat.'
const RECORDS =
  'Stel voor de politie de registratie-, betalings- en toegangsgegevens veilig die u volgens de wet mag bewaren.'

export const escalation: EscalationWording = {
  parts: {
    'upstream-notice': {
      ...shared,
      subject: (reference) =>
        `Escalatie ${reference} – illegale inhoud op een netwerk dat u aansluit`,
      lead: (files) =>
        files === 1
          ? 'Een bestand met bekend materiaal van seksueel kindermisbruik is nog steeds bereikbaar op een netwerk dat u op het internet aansluit. De hostingprovider werd ingelicht en het bestand staat nog steeds online. Wij vragen u te doen wat u als transitprovider kunt doen.'
          : `${files} bestanden met bekend materiaal van seksueel kindermisbruik zijn nog steeds bereikbaar op een netwerk dat u op het internet aansluit. De hostingprovider werd ingelicht en de bestanden staan nog steeds online. Wij vragen u te doen wat u als transitprovider kunt doen.`,
      asks: [
        'Eis van het netwerk dat u aansluit dat het de inhoud onmiddellijk verwijdert.',
        'Doet het dat niet, beperk dan de verbinding van de hierboven vermelde servers, voor zover uw contract en de wet dat toelaten en niet verder dan nodig. Houd rekening met andere, rechtmatige diensten op hetzelfde IP-adres.',
        'Vraag dat netwerk de uploader niet vooraf in te lichten, voor zover de wet die keuze laat.',
        'Laat ons weten wat u hebt gedaan. Sluit u het netwerk niet aan, zeg ons dan wie dat doet.',
      ],
    },
    'registrar-notice': {
      ...shared,
      subject: (reference) =>
        `Escalatie ${reference} – illegale inhoud onder een domeinnaam die u beheert`,
      lead: (files) =>
        files === 1
          ? 'Een bestand met bekend materiaal van seksueel kindermisbruik is nog steeds bereikbaar onder een domeinnaam die via u is geregistreerd. De hieronder genoemde partijen werden ingelicht en het bestand staat nog steeds online. Wij vragen u te doen wat u als registrar kunt doen.'
          : `${files} bestanden met bekend materiaal van seksueel kindermisbruik zijn nog steeds bereikbaar onder domeinnamen die via u zijn geregistreerd. De hieronder genoemde partijen werden ingelicht en de bestanden staan nog steeds online. Wij vragen u te doen wat u als registrar kunt doen.`,
      asks: [
        'Ga voor elke vermelde domeinnaam na of die voor deze inhoud wordt gebruikt.',
        'Is dat zo, schort de domeinnaam dan op (bijvoorbeeld met de status clientHold), voor zover uw voorwaarden en de wet dat toelaten. Verwijder hem niet en geef hem niet vrij voor anderen.',
        SHARED_SERVICE,
        RECORDS,
        SILENCE,
        'Laat ons weten wat u hebt gedaan.',
      ],
    },
    'registry-notice': {
      ...shared,
      subject: (reference) =>
        `Escalatie ${reference} – illegale inhoud onder een domeinnaam van uw register`,
      lead: (files) =>
        files === 1
          ? 'Een bestand met bekend materiaal van seksueel kindermisbruik is nog steeds bereikbaar onder een domeinnaam van uw register. De hieronder genoemde partijen werden ingelicht en het bestand staat nog steeds online. Wij vragen u te doen wat u als register kunt doen.'
          : `${files} bestanden met bekend materiaal van seksueel kindermisbruik zijn nog steeds bereikbaar onder domeinnamen van uw register. De hieronder genoemde partijen werden ingelicht en de bestanden staan nog steeds online. Wij vragen u te doen wat u als register kunt doen.`,
      asks: [
        'Laat de registrar elke vermelde domeinnaam controleren en opschorten als die voor deze inhoud wordt gebruikt.',
        'Treedt de registrar niet op, schort de delegatie dan zelf op (bijvoorbeeld met de status serverHold), voor zover uw regels en de wet dat toelaten. Verwijder de domeinnaam niet.',
        SHARED_SERVICE,
        SILENCE,
        'Laat ons weten wat u hebt gedaan.',
      ],
    },
  },
  heading: 'WAT TOT NU TOE WERD GEVRAAGD',
  roles: { host: 'Hostingprovider', upstream: 'Transitprovider', registrar: 'Registrar' },
  told: (times, first, last) =>
    times === 1
      ? `één keer ingelicht, op ${first}`
      : `${times} keer ingelicht, de eerste keer op ${first}, de laatste keer op ${last}`,
  answered: { yes: 'geantwoord, maar de inhoud staat er nog', no: 'geen antwoord' },
  stillThere: (checkedAt) => `Bij onze controle van ${checkedAt} stond de inhoud er nog steeds.`,
  statement: 'VERKLARING (met de elementen van artikel 16, lid 2, van Verordening (EU) 2022/2065)',
}
