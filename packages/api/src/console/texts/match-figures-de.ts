import type { matchFiguresEn } from './match-figures-en.ts'

export const matchFiguresDe: Record<keyof typeof matchFiguresEn, string> = {
  'measure.match-decision': 'Vom Treffer zur Entscheidung, alle Treffer',
  'measure-how.match-decision':
    'Von dem Augenblick, in dem ein Treffer gefunden wurde, bis zur ersten Entscheidung einer Person, die nicht rückgängig gemacht wurde, ob bestätigt oder abgelehnt. Nicht ab der Meldung: ein Treffer kann lange danach gefunden werden, wenn eine Liste neu ist, und ein Bild kann oft gemeldet worden sein. Was ein Rückblick fand, beginnt, wenn es freigegeben oder neu gesehen wurde. Eine Entscheidung, die eine andere umkehrt, ändert hier nichts.',
  'match-figure.item':
    'Gezählt wird ein Treffer, den eine Person entscheiden muss: ein Bild und ein Eintrag einer Liste. Was ohne Entscheidung aufhörte zu warten, zählt, solange es gewartet hat: Liste oder Eintrag gelten nicht mehr, überall, wo es gesehen wurde, spricht schon ein Löschverfahren dafür, oder was es zeigte, wurde gelöscht. Was wieder wartet, zählt, seit es gefunden wurde, die Zeit dazwischen eingeschlossen.',
  'match-figure.found': 'gefunden',
  'match-figure.ended': 'Entschieden',
  'match-figure.confirmed': 'Bestätigt',
  'match-figure.rejected': 'Abgelehnt',
  'match-figure.open': 'Warten',
  'match-figure.closed': 'Warten nicht mehr, unentschieden',
  'match-figure.before': 'Vorher entschieden, in keiner anderen Zahl',
  'match-figure.by-rule':
    'Von der Regel einer Liste entschieden, sobald sie gefunden waren, in keiner dieser Zahlen: {n}.',
  'match-figure.by-rule-few':
    'Von der Regel einer Liste entschieden, sobald sie gefunden waren, in keiner dieser Zahlen: nicht genannt bei weniger als {n} oder wo der Rest so klein wäre.',
  'match-figure.all': 'Zeit bis zur Entscheidung aller Treffer, auch abgelehnter und wartender',
  'match-figure.title': 'Treffer einer Zahl',
  'match-figure.count': '{n} {n|Treffer|Treffer}',
  'match-figure.empty': 'Kein Treffer passt zu alledem. Nehmen Sie eine Auswahl zurück.',
  'match-figure.found-at': 'Gefunden',
  'match-state.open': 'wartet',
  'match-state.ended': 'entschieden',
  'match-state.closed': 'wartet nicht mehr',
  'match-state.before': 'vorher entschieden',
  'match-state.counted': 'alles der Zahl',
  'dimension.tier': 'Art des Treffers',
  'dimension.source': 'Weg der ersten Meldung',
}
