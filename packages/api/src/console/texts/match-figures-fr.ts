import type { matchFiguresEn } from './match-figures-en.ts'

export const matchFiguresFr: Record<keyof typeof matchFiguresEn, string> = {
  'measure.match-decision': 'De la correspondance à la décision, toutes les correspondances',
  'measure-how.match-decision':
    'Du moment où une correspondance a été trouvée à la première décision d’une personne qui n’a pas été annulée, qu’elle confirme ou rejette. Pas depuis le signalement : une correspondance peut être trouvée longtemps après lui, quand une liste est nouvelle, et une image peut avoir été signalée souvent. Ce qu’une comparaison au passé a trouvé commence quand il a été libéré ou revu. Une décision qui en renverse une autre n’y change rien.',
  'match-figure.item':
    'Un élément est une correspondance qu’une personne doit décider : une image et une entrée d’une liste. Ce qui a cessé d’attendre sans décision compte pour le temps où il a attendu : sa liste ou son entrée ne compte plus, un retrait répond déjà pour lui partout où il a été vu, ou ce qui le montrait a été effacé. Ce qui attend de nouveau compte depuis qu’il a été trouvé, temps intermédiaire compris.',
  'match-figure.found': 'trouvée',
  'match-figure.ended': 'Décidées',
  'match-figure.confirmed': 'Confirmées',
  'match-figure.rejected': 'Rejetées',
  'match-figure.open': 'En attente',
  'match-figure.closed': 'N’attendent plus, sans décision',
  'match-figure.before': 'Décidées avant, dans aucun autre chiffre',
  'match-figure.by-rule':
    'Décidées par la règle d’une liste dès leur découverte, dans aucun de ces chiffres : {n}.',
  'match-figure.by-rule-few':
    'Décidées par la règle d’une liste dès leur découverte, dans aucun de ces chiffres : non communiqué pour moins de {n}, ni là où le reste serait si petit.',
  'match-figure.all':
    'Délai de décision de toutes les correspondances, rejetées et en attente comprises',
  'match-figure.title': 'Correspondances d’un chiffre',
  'match-figure.count': '{n} {n|correspondance|correspondances}',
  'match-figure.empty': 'Aucune correspondance ne répond à tout cela. Retirez un choix.',
  'match-figure.found-at': 'Trouvée',
  'match-state.open': 'en attente',
  'match-state.ended': 'décidée',
  'match-state.closed': 'n’attend plus',
  'match-state.before': 'décidée avant',
  'match-state.counted': 'tout le chiffre',
  'dimension.tier': 'Type de correspondance',
  'dimension.source': 'Voie du premier signalement',
}
