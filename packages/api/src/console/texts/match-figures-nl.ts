import type { matchFiguresEn } from './match-figures-en.ts'

export const matchFiguresNl: Record<keyof typeof matchFiguresEn, string> = {
  'measure.match-decision': 'Van treffer tot beslissing, alle treffers',
  'measure-how.match-decision':
    'Vanaf het moment dat een treffer werd gevonden tot de eerste beslissing van een persoon die niet ongedaan werd gemaakt, bevestigd of afgewezen. Niet vanaf de melding: een treffer kan lang daarna worden gevonden, als een lijst nieuw is, en één afbeelding kan vaak gemeld zijn. Wat bij terugkijken werd gevonden, begint wanneer het werd vrijgegeven of opnieuw gezien. Een beslissing die een andere omkeert, verandert hier niets.',
  'match-figure.item':
    'Eén item is één treffer die een persoon moet beslissen: één afbeelding en één regel van een lijst. Wat ophield te wachten zonder beslissing, telt zolang het wachtte: de lijst of de regel telt niet meer, op elke plaats spreekt al een verwijdering ervoor, of wat het toonde werd gewist. Wat opnieuw wacht, telt vanaf het moment dat het werd gevonden, de tijd ertussen inbegrepen.',
  'match-figure.found': 'gevonden',
  'match-figure.ended': 'Beslist',
  'match-figure.confirmed': 'Bevestigd',
  'match-figure.rejected': 'Afgewezen',
  'match-figure.open': 'Wachten',
  'match-figure.closed': 'Wachten niet meer, onbeslist',
  'match-figure.before': 'Eerder beslist, in geen ander cijfer',
  'match-figure.by-rule':
    'Beslist door de regel van een lijst zodra ze werden gevonden, in geen van deze cijfers: {n}.',
  'match-figure.by-rule-few':
    'Beslist door de regel van een lijst zodra ze werden gevonden, in geen van deze cijfers: niet gezegd bij minder dan {n}, of waar de rest zo klein zou zijn.',
  'match-figure.all': 'Tijd tot beslissing van alle treffers, ook afgewezen en wachtende',
  'match-figure.title': 'Treffers van een cijfer',
  'match-figure.count': '{n} {n|treffer|treffers}',
  'match-figure.empty': 'Geen treffer past bij dit alles. Neem een keuze terug.',
  'match-figure.found-at': 'Gevonden',
  'match-state.open': 'wacht',
  'match-state.ended': 'beslist',
  'match-state.closed': 'wacht niet meer',
  'match-state.before': 'eerder beslist',
  'match-state.counted': 'alles van het cijfer',
  'dimension.tier': 'Soort treffer',
  'dimension.source': 'Weg van de eerste melding',
}
