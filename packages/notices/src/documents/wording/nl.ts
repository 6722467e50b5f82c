import type { Part, Wording } from '../wording.ts'
import { escalation } from './nl-escalation.ts'
import { order } from './nl-order.ts'

const provider = {
  askHeading: 'WAT WIJ U VRAGEN',
  asks: [
    'Blokkeer onmiddellijk de toegang tot de inhoud en verwijder die daarna overal waar u een kopie bewaart.',
    'Stel voor de politie de account-, upload- en toegangsgegevens veilig die u volgens de wet mag bewaren.',
    'Licht de klant of de uploader niet vooraf in, voor zover de wet u die keuze laat.',
    'Laat ons weten wat u hebt gedaan.',
  ],
  byWhen: (until) =>
    `Onverwijld, en uiterlijk op ${until}. Wij blijven zelf controleren en schrijven u opnieuw zolang de inhoud online staat.`,
} satisfies Partial<Part>

export const nl: Wording = {
  parts: {
    ...escalation.parts,
    'provider-notice': {
      ...provider,
      subject: (reference) => `Melding ${reference} – illegale inhoud op uw netwerk`,
      lead: (files) =>
        files === 1
          ? 'Op uw netwerk is een bestand met bekend materiaal van seksueel kindermisbruik bereikbaar. Gelieve het onverwijld te verwijderen.'
          : `Op uw netwerk zijn ${files} bestanden met bekend materiaal van seksueel kindermisbruik bereikbaar. Gelieve ze onverwijld te verwijderen.`,
    },
    'provider-reminder': {
      ...provider,
      subject: (reference, seq) =>
        `Melding ${reference} (nr. ${seq}) – illegale inhoud nog steeds op uw netwerk`,
      lead: (files) =>
        files === 1
          ? 'Op uw netwerk is een bestand met bekend materiaal van seksueel kindermisbruik nog steeds bereikbaar. Gelieve het nu te verwijderen.'
          : `Op uw netwerk zijn ${files} bestanden met bekend materiaal van seksueel kindermisbruik nog steeds bereikbaar. Gelieve ze nu te verwijderen.`,
    },
    'police-hand-over': {
      subject: (reference) =>
        `Overdracht ${reference} – illegale inhoud ter attentie van uw dienst`,
      lead: (files) =>
        files === 1
          ? 'Wij dragen u één locatie over met bekend materiaal van seksueel kindermisbruik. Over verdere maatregelen beslist u.'
          : `Wij dragen u ${files} locaties over met bekend materiaal van seksueel kindermisbruik. Over verdere maatregelen beslist u.`,
      askHeading: 'WAT WIJ U VRAGEN',
      asks: [
        'Beslis of, wanneer en door wie de hostingprovider wordt benaderd.',
        'Laat ons weten of contact met de hostingprovider moet wachten, en tot wanneer.',
        'Geef ons het kenmerk van uw dossier.',
      ],
      byWhen: () =>
        'Zo spoedig mogelijk: de inhoud blijft bereikbaar zolang niemand ingrijpt. Wij blijven controleren en laten u weten wanneer de inhoud verdwenen is.',
    },
  },
  copy: (n) => `Kopie ${n} van dezelfde melding.`,
  to: (name) => `Aan: ${name}`,
  again: (seq, firstSentAt, lastSeenAt) =>
    `Dit is melding ${seq} over dezelfde inhoud.` +
    (firstSentAt ? ` De eerste werd verzonden op ${firstSentAt}.` : '') +
    ` Bij onze controle van ${lastSeenAt} stond de inhoud er nog steeds.`,
  headings: {
    where: 'WAAR',
    byWhen: 'TERMIJN',
    answer: 'HOE U ANTWOORDT',
    statement: 'VERKLARING (artikel 16, lid 2, van Verordening (EU) 2022/2065)',
    legal: 'RECHTSGROND',
    about: 'OVER DIT BERICHT',
  },
  defanged: 'De adressen zijn niet aanklikbaar: lees hxxp als http en [.] als een punt.',
  withheld: (addresses, reference) =>
    addresses === 1
      ? `Om veiligheidsredenen staat het exacte adres niet in dit bericht. U vindt het hier onder kenmerk ${reference}:`
      : `Om veiligheidsredenen staan de ${addresses} exacte adressen niet in dit bericht. U vindt ze hier onder kenmerk ${reference}:`,
  colon: ': ',
  labels: {
    host: 'Host',
    domain: 'Domein',
    hostedIn: 'land',
    page: 'Op de pagina',
    seen: 'Gezien',
    stillThere: 'Nog steeds online',
    match: 'Overeenkomst',
    classification: 'Categorie',
    type: 'Bestandstype',
    sha256: 'SHA-256 van het opgehaalde bestand',
    reference: 'Kenmerk',
  },
  matches: {
    exact: 'identiek bestand',
    near: 'opnieuw gecodeerde of licht gewijzigde kopie',
  },
  nationalOnly: 'illegaal volgens nationaal recht',
  list: (authority) => `lijst van ${authority}`,
  unitedStates: [
    'Voor inhoud die in de Verenigde Staten wordt gehost: meld deze bij de CyberTipline van het National Center for Missing & Exploited Children (18 U.S.C. 2258A), als u dat nog niet hebt gedaan.',
    'Bewaar de inhoud van die melding één jaar, zoals dat artikel voorschrijft: wat u daarvoor bewaart, hoeft u niet volgens punt 1 te verwijderen.',
  ],
  answerByMail: (mailbox, reference) =>
    `Beantwoord dit bericht, of schrijf naar ${mailbox} met vermelding van ${reference}.`,
  sayWhich:
    'Vermeld: verwijderd, al verdwenen, ontvangen, doorgegeven, niet van u (van wie wel?), elders gehost (welk IP-adres?), meer informatie nodig (welke?), betwist, geweigerd of niet mogelijk (waarom?).',
  answerOnline: (hours) =>
    `Of antwoord hier, zonder account. De link werkt één keer, binnen ${hours} uur; de pagina mailt u een nieuwe:`,
  statement: {
    reason: (authorities) =>
      `Reden: elk bestand werd opgehaald op het vermelde adres en de vingerafdruk ervan komt overeen met een lijst van bekend materiaal van seksueel kindermisbruik, beheerd door ${authorities}. Zulk materiaal beschikbaar stellen is een strafbaar feit.`,
    location: 'Exacte locatie: de hierboven vermelde adressen.',
    locationWithheld:
      'Exacte locatie: de adressen die onze antwoordpagina onder de bovenstaande kenmerken vermeldt.',
    notifier: (organisation, mailbox) => `Melder: ${organisation}, ${mailbox}.`,
    goodFaith:
      'Goede trouw: wij zijn te goeder trouw van mening dat de informatie en de beweringen in deze melding juist en volledig zijn.',
  },
  about: {
    provider: [
      'De inhoud werd automatisch gevonden. Er is geen afbeelding bijgevoegd. Gelieve ons geen afbeelding of kopie te sturen.',
    ],
    police: [
      'De inhoud werd automatisch opgehaald, in het geheugen vergeleken en niet bewaard. Er is geen afbeelding bijgevoegd en er kan er geen worden geleverd. Verslag van elke controle: op verzoek.',
      'Wij zijn te goeder trouw van mening dat de informatie in dit bericht juist en volledig is.',
    ],
  },
  retraction: {
    provider: {
      subject: (reference) => `Intrekking met betrekking tot melding ${reference}`,
      lead: (reference, sentAt, addresses) =>
        `Wij trekken in wat onze melding ${reference} van ${sentAt} vermeldde over ${
          addresses === 1 ? 'het adres' : `de ${addresses} adressen`
        } hieronder. De identificatie waarop zij berustte, is ingetrokken.`,
      means: [
        'Wat ons betreft hoeft u deze inhoud niet te verwijderen of te blokkeren, en ook niet offline te houden. De beslissing daarover is weer aan u.',
        'Hebt u naar aanleiding van onze melding een account beperkt, gegevens bewaard of anderen ingelicht, houd er dan rekening mee dat de grond daarvoor vervallen is.',
        'Al het overige dat in onze meldingen staat, blijft door dit bericht onaangetast.',
      ],
    },
    police: {
      subject: (reference) => `Intrekking met betrekking tot overdracht ${reference}`,
      lead: (reference, sentAt, addresses) =>
        `Wij trekken in wat onze overdracht ${reference} van ${sentAt} vermeldde over ${
          addresses === 1 ? 'het adres' : `de ${addresses} adressen`
        } hieronder. De identificatie waarop zij berustte, is ingetrokken.`,
      means: [
        'Wat ons betreft zijn er geen maatregelen nodig in verband met deze inhoud, en hoeft zij niet te worden verwijderd of offline te blijven.',
        'Hebt u onze overdracht doorgegeven of er gevolg aan gegeven, houd er dan rekening mee dat de grond daarvoor vervallen is.',
        'Al het overige dat in onze overdrachten staat, blijft door dit bericht onaangetast.',
      ],
    },
    headings: {
      what: 'WAT WIJ INTREKKEN',
      means: 'WAT DIT BETEKENT',
      contact: 'ALS U VRAGEN HEBT',
    },
    alsoAs: 'Ook aan u gemeld als',
    apology: 'Onze excuses hiervoor en voor het werk dat dit u heeft bezorgd.',
  },
  escalation,
  order,
  iccam: {
    subject: (reference) => `ICCAM-overdracht ${reference} – in te voeren`,
    hosted: (addresses, unplaced) =>
      unplaced === 0
        ? addresses === 1
          ? 'Het wordt gehost in een land waarvan het INHOPE-meldpunt de zaak behandelt.'
          : 'Ze worden gehost in landen waarvan de INHOPE-meldpunten de zaak behandelen.'
        : addresses === 1
          ? 'Waar het wordt gehost, is niet bekend: ga dat na voordat u het invoert.'
          : `Van ${unplaced} ervan is niet bekend waar ze worden gehost: ga dat na voordat u die invoert.`,
    lead: (addresses) =>
      addresses === 1
        ? 'Gelieve één adres met bekend materiaal van seksueel kindermisbruik in ICCAM in te voeren.'
        : `Gelieve ${addresses} adressen met bekend materiaal van seksueel kindermisbruik in ICCAM in te voeren.`,
    headings: { steps: 'WAT U DOET', where: 'WAT U INVOERT', about: 'OVER DIT BERICHT' },
    steps: (mailbox, reference) => [
      'Neem de adressen en gegevens over uit de bijgevoegde bestanden (iccam.json bevat elk adres zoals het is).',
      'Voer ze in ICCAM in. Voeg geen afbeelding toe en open geen adres om het te bekijken.',
      `Meld in ons systeem, of aan ${mailbox} met vermelding van ${reference}: ingevoerd, kenmerk N, waarbij N het kenmerk is dat ICCAM heeft gegeven.`,
      'Kan iets niet worden ingevoerd, meld dan welk onderdeel en waarom.',
    ],
    about:
      'De inhoud werd automatisch opgehaald, in het geheugen vergeleken en niet bewaard. De bestanden bevatten adressen, tijdstippen en categorieën: geen afbeelding en geen hash. Verwijder ze zodra alles is ingevoerd.',
  },
}
