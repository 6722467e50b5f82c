import type { keysEn } from './keys-en.ts'

export const keysNl: Record<keyof typeof keysEn, string> = {
  'nav.keys': 'Sleutels',
  'keys.title': 'Sleutels van programma’s',
  'keys.how':
    'Een programma bewijst met een sleutel wie het is. Hij wordt één keer getoond en vervalt na ten hoogste een jaar.',
  'problem.key-of-another':
    'Een sleutel op naam van iemand anders maakt de systeembeheerder, op de machine zelf: nightlight keys create. Maak hier sleutels van programma’s, of die van uzelf.',
  'keys.of-provider':
    'Sleutels van programma’s van een aanbieder worden op de pagina van die aanbieder gemaakt, bij zijn mensen.',
  'keys-done.made-before':
    'Dit formulier heeft al een sleutel gemaakt, die niet nog eens wordt getoond. Als niemand hem heeft, trek hem hier in en maak een andere.',
  'problem.key-needs-provider':
    'Een sleutel van een programma van een aanbieder wordt op de pagina van die aanbieder gemaakt, bij zijn mensen: hier gemaakt zou hij voor niemand antwoorden.',
  'keys.provider-title': 'Sleutels van zijn programma’s',
  'keys.provider-how':
    'Met een sleutel leest een programma van deze aanbieder wat hem gemeld is, antwoordt het, en vraagt het op als dat mag: alleen voor deze aanbieder. Geef hem langs een weg die u beiden vertrouwt.',
  'keys.provider-none': 'Deze aanbieder heeft nog geen sleutel.',
  'keys.of-person':
    'Van een persoon: alleen die vervangt hem, of de beheerder op de opdrachtregel.',
  'keys.none': 'Er is nog geen sleutel',
  'keys.further': 'Oudere sleutels',
  'keys.make': 'Sleutel maken',
  'keys.days': 'Dagen tot hij vervalt',
  'keys.made': 'De nieuwe sleutel',
  'keys.made-how': 'Kopieer hem nu: hij wordt maar één keer getoond en nergens bewaard.',
  'keys.everything': 'alles van de rol',
  'keys.everywhere': 'van overal',
  'keys.certificate': 'met zijn certificaat',
  'column.key': 'Sleutel',
  'column.held-to': 'Beperkt tot',
  'column.ends': 'Vervalt',
  'key-state.active': 'Actief',
  'key-state.expiring': 'Vervalt binnenkort',
  'key-state.expired': 'Vervallen',
  'key-state.revoked': 'Ingetrokken',
  'key-action.revoke': 'Intrekken',
  'key-action.replace': 'Vervangen',
  'keys-done.revoke': 'De sleutel is ingetrokken en wordt niet meer aanvaard.',
}
