import type { caseExportEn } from './case-export-en.ts'

export const caseExportNl: Record<keyof typeof caseExportEn, string> = {
  'case-export.title': 'De zaak exporteren voor de politie',
  'case-export.how':
    'Eén ondertekend bestand met de exacte adressen, elke waarneming, wat er is verzonden en bewijzen uit het logboek; geen beeld. In het logboek komt te staan dat u het hebt geëxporteerd, en waarom.',
  'case-export.reason': 'Waarom het wordt overgedragen',
  'case-export.legal-basis': 'Rechtsgrond, zoals de politie die leest',
  'case-export.recipient': 'Voor wie',
  'case-export.choose-recipient': 'Kies voor wie',
  'case-export.by-hand': 'persoonlijk overhandigd, niet versleuteld',
  'case-export.begin': 'Exporteren',
  'export-reason.police-request': 'verzoek van de politie',
  'export-reason.court-order': 'bevel van een rechtbank of het openbaar ministerie',
  'export-reason.own-referral': 'eigen melding aan de politie',
  'export-reason.request-from-abroad': 'verzoek uit het buitenland',
  'problem.audit-not-sequenced':
    'Het logboek heeft nog geen ondertekende kop die dit omvat. Probeer het over een minuut opnieuw.',
  'problem.exports-busy':
    'Er worden al zoveel zaken tegelijk geëxporteerd als kan. Probeer het over een minuut opnieuw.',
}
