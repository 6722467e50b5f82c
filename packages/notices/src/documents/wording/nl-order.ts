import type { OrderWording } from '../wording.ts'

export const order: OrderWording = {
  subject: (reference) => `Bevel ${reference} – verwijdering van illegale inhoud`,
  title: 'BEVEL OM INHOUD TE VERWIJDEREN OF DE TOEGANG ERTOE TE BLOKKEREN',
  headings: {
    issuedBy: 'UITGEVAARDIGD DOOR',
    addressee: 'GERICHT AAN',
    ordered: 'WAT WORDT BEVOLEN',
    where: 'ADRESSEN',
    basis: 'RECHTSGROND EN REDENEN',
    preserve: 'WAT U BEWAART EN WIE U NIET INLICHT',
    redress: 'RECHTSMIDDELEN',
    answer: 'AAN WIE U HET GEVOLG MELDT',
  },
  labels: {
    authority: 'Autoriteit',
    country: 'Staat',
    reference: 'Kenmerk',
    issuedAt: 'Uitgevaardigd op',
    name: 'Aanbieder',
    representative: 'Wettelijke vertegenwoordiger',
    contact: 'Contact',
    telephone: 'Telefoon',
    legalBasis: 'Rechtsgrond',
    reasons: 'Redenen',
  },
  ordered: (addresses, hours) =>
    `U wordt bevolen de inhoud op ${addresses === 1 ? 'het adres' : `de ${addresses} adressen`} hieronder te verwijderen of de toegang ertoe te blokkeren, binnen ${hours === 1 ? 'één uur' : `${hours} uur`} na ontvangst van dit bevel.`,
  clock:
    'Kunt u om een van de redenen van formulier 3 geen gevolg geven aan het bevel, meld dat dan onmiddellijk. De termijn gaat in zodra die reden niet langer bestaat.',
  preserve: (months) =>
    `Bewaar de verwijderde inhoud en de bijbehorende gegevens gedurende ${months === 1 ? 'één maand' : `${months} maanden`}, afzonderlijk en beveiligd, uitsluitend voor procedures en rechtsmiddelen.`,
  silence: (until) =>
    `Licht degene die de inhoud heeft aangeleverd niet vóór ${until} in over dit bevel.`,
  redress: (body, days) =>
    `U en degene die de inhoud heeft aangeleverd, kunnen dit bevel aanvechten bij: ${body}. De termijn bedraagt ${days === 1 ? 'één dag' : `${days} dagen`} vanaf de ontvangst.`,
  tell: (mailbox) =>
    `Hebt u aan het bevel voldaan, stuur dan formulier 2 (bijgevoegd: answer-effect.txt) naar ${mailbox}.`,
  tellImpossible:
    'Kunt u niet aan het bevel voldoen, stuur dan formulier 3 (bijgevoegd: answer-impossible.txt) naar hetzelfde adres.',
  questions: (mailbox) => `Vragen over dit bevel: ${mailbox}.`,
  about:
    'De hieronder vermelde afzender bezorgt dit bevel namens de autoriteit. Er is geen afbeelding bijgevoegd. Gelieve geen afbeelding of kopie te sturen.',
  forms: {
    effect: {
      title: 'FORMULIER 2 – GEVOLG VAN HET BEVEL',
      intro: (reference, mailbox) => `Betreft bevel ${reference}. Te sturen naar ${mailbox}.`,
      choices: [
        'De inhoud is verwijderd.',
        'De toegang tot de inhoud is geblokkeerd.',
        'De inhoud was al verdwenen toen het bevel aankwam.',
      ],
      note: 'Gelieve aan te kruisen wat van toepassing is en de betrokken kenmerken te vermelden.',
    },
    impossible: {
      title: 'FORMULIER 3 – AAN HET BEVEL KAN NIET WORDEN VOLDAAN',
      intro: (reference, mailbox) => `Betreft bevel ${reference}. Te sturen naar ${mailbox}.`,
      choices: [
        'Het is onmogelijk om redenen buiten onze macht (technisch of operationeel).',
        'Het bevel bevat kennelijke fouten.',
        'In het bevel ontbreekt informatie die nodig is om eraan te voldoen.',
        'De inhoud is niet bij ons opgeslagen.',
      ],
      note: 'Gelieve aan te kruisen wat van toepassing is en het toe te lichten; vermeld wat ontbreekt of wie de inhoud opslaat.',
    },
  },
  filled: {
    addresses: 'Kenmerken',
    at: 'Datum en tijd (UTC)',
    explanation: 'Toelichting',
    name: 'Naam en functie',
    date: 'Datum',
  },
}
