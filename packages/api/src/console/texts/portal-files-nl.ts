import type { portalFilesEn } from './portal-files-en.ts'

export const portalFilesNl: Record<keyof typeof portalFilesEn, string> = {
  'nav.portal-files': 'Bestanden',
  'portal.files': 'Lijsten en antwoorden als bestand',
  'portal.download': 'Een lijst downloaden',
  'portal.download-how':
    'CSV, hoogstens 10.000 regels, het langst geleden gemelde eerst. Vul de kolommen answer en comment in en stuur hem hieronder terug.',
  'portal.download-open': 'Te beantwoorden items',
  'portal.download-answered': 'Beantwoorde items',
  'portal.download-all': 'Alle items',
  'portal.upload': 'Antwoorden sturen',
  'portal.upload-how':
    'Een CSV-bestand met de kolommen item, answer en comment, hoogstens 2.500 antwoorden. Regels zonder antwoord tellen niet mee. U ziet wat het doet voordat er iets wordt opgenomen: alles, of niets.',
  'portal.file': 'Bestand',
  'portal.paste': 'Of plak de regels hier',
  'portal.check-file': 'Bestand controleren',
  'portal.answers-known': 'Wat in de kolom answer kan staan',
  'portal.answers-either':
    'De code of de woorden kunnen daar staan, in elke taal van deze pagina’s.',
  'portal.with-comment': 'met een toelichting',
  'portal.file-refused': 'Het bestand kan nog niet worden opgenomen',
  'portal.file-refused-how':
    'Er is niets opgenomen. Verbeter deze regels en stuur het bestand opnieuw.',
  'portal.file-empty': 'Er is niets opgenomen: geen regel heeft een antwoord.',
  'portal.lines-good': 'Antwoorden',
  'portal.lines-refused': 'Geweigerde regels',
  'portal.lines-empty': 'Regels zonder antwoord',
  'portal.taken-now': 'Nu opgenomen',
  'portal.taken-before': 'Al eerder aangekomen',
  'portal.line': 'Regel',
  'portal.line-n': 'Regel {n}',
  'portal.stood-there': 'Wat er stond',
  'portal.why': 'Waarom',
  'portal.whole-notice': 'de hele melding',
  'portal.more-lines': 'Hier niet getoond: nog {n}.',
  'line-code.cells-too-many':
    'Deze regel heeft meer cellen dan de eerste regel kolommen heeft. Zet een toelichting met een komma of puntkomma tussen aanhalingstekens.',
  'line-code.reference-invalid': 'Dit is geen kenmerk van een item.',
  'line-code.answer-unknown': 'Dit is geen bekend antwoord.',
  'line-code.preserved-invalid': 'Bewaard voor de politie is yes of no.',
  'line-code.reply-needs-detail': 'Dit antwoord heeft een toelichting nodig.',
  'line-code.reply-too-long': 'De toelichting is langer dan 2.000 tekens.',
  'line-code.reply-item-not-found': 'Zo’n item is u niet gemeld.',
  'line-code.item-repeated': 'Een eerdere regel beantwoordt hetzelfde item.',
  'problem.answers-not-csv':
    'Dit is geen CSV-bestand waarvan de eerste regel de kolommen item en answer noemt.',
  'problem.answers-too-many': 'Stuur hoogstens 10.000 regels tegelijk.',
  'problem.body-too-large': 'Het is groter dan hier wordt aangenomen.',
}
