import type { statisticsEn } from './statistics-en.ts'

export const statisticsFr: Record<keyof typeof statisticsEn, string> = {
  'nav.statistics': 'Chiffres',
  'statistics.title': 'Combien de temps cela prend',
  'measure.removal-after-notice': 'Retrait après la première notification',
  'measure.removal-after-report': 'Retrait après le signalement',
  'measure.decision': 'Du signalement à la décision',
  'measure.forwarding': 'De la décision à la transmission',
  'measure.authorisation': 'De la transmission à l’autorisation',
  'measure.first-notice': 'Du signalement à la première notification',
  'measure.acknowledgement': 'De la première notification à la première réponse',
  'measure-how.removal-after-notice':
    'De l’envoi de la première notification à la première vérification qui n’a plus trouvé le contenu, une fois celle-ci confirmée.',
  'measure-how.removal-after-report':
    'Du signalement à la première vérification qui n’a plus trouvé le contenu, une fois celle-ci confirmée.',
  'measure-how.decision':
    'Du signalement à la décision qui en a fait un retrait, prise par une personne ou par la règle de la liste.',
  'measure-how.forwarding': 'De la décision à la transmission à la police ou à une autre hotline.',
  'measure-how.authorisation': 'De la transmission à l’accord pour avertir le fournisseur.',
  'measure-how.first-notice': 'Du signalement à l’envoi de la première notification.',
  'measure-how.acknowledgement':
    'De la première notification à la première réponse du fournisseur.',
  'statistics.item': 'Un élément est une image sur une page chez un hébergeur.',
  'statistics.how':
    'Ce qui est encore ouvert compte pour la durée écoulée (Kaplan-Meier) : qui n’agit jamais ne paraît donc pas rapide.',
  'statistics.gone-stops':
    'Ce qui a été constaté disparu, sans être revu, n’est plus attendu : cela compte comme clos.',
  'statistics.one-group':
    'Pas de ventilation plus fine : des chiffres ventilés de deux façons pourraient être soustraits l’un de l’autre jusqu’à ce qu’il ne reste que peu d’éléments.',
  'statistics.period': 'Commencés entre',
  'statistics.as-of': 'Situation au',
  'statistics.curve': 'Part encore ouverte selon le temps ; la bande est l’intervalle à 95 %',
  'statistics.no-curve': 'Rien n’est encore terminé : il n’y a pas de courbe à tracer.',
  'statistics.none': 'Rien dans cette période. Choisissez-en une plus longue, ou une autre étape.',
  'statistics.all-groups': 'Afficher tous les groupes',
  'statistics.csv': 'Tableau de ces chiffres (CSV)',
  'statistics.not-watched': 'pas encore connu',
  'statistics.measures': 'Étape',
  'statistics.by': 'Par',
  'statistics.periods': 'Période',
  'statistics.in-all': 'Au total',
  'statistics.days': '{n} {n|jour|jours}',
  'statistics.median': 'Médiane',
  'statistics.show': 'Afficher',
  'statistics.curve-table': 'La courbe en tableau',
  'statistics.after': 'Après',
  'statistics.still-open': 'Encore ouverts',
  'statistics.interval': 'Intervalle à 95 %',
  'statistics.p90': '90 % en',
  'statistics.within': 'En {time}',
  'statistics.n': 'Éléments',
  'statistics.ended': 'Terminés',
  'statistics.open': 'Ouverts',
  'statistics.closed': 'Clos sans issue',
  'statistics.before': 'Disparus avant, dans aucun autre chiffre',
  'statistics.gap':
    'Temps entre deux vérifications, médiane / 90 % : un retrait peut être plus ancien d’autant',
  'statistics.ages': 'Ouverts, par ancienneté',
  'statistics.none-open': 'Rien n’est ouvert.',
  'statistics.age-up-to': 'jusqu’à {age}',
  'statistics.age-older': 'plus de {age}',
  'statistics.unknown': 'inconnu',
  'statistics.no-cdn': 'aucun réseau de diffusion vu',
  'statistics.others': 'Autres groupes : {groups}.',
  'statistics.others-n': '{n} {n|élément|éléments} au total.',
  'statistics.too-few':
    'Moins de {n} éléments au total : pas de chiffres pour si peu, qui diraient peu et pourraient montrer de qui il s’agit.',
  'statistics.takedowns-only':
    'Ces chiffres ne portent que sur ce qui est devenu un retrait : ni ce qui a été rejeté, ni ce que personne n’a encore décidé, aussi longtemps que cela attende. Ce que la règle d’une liste a décidé y compte comme décidé dès sa découverte.',
  'statistics.undecided':
    'Pas encore décidé, dans aucun de ces chiffres : {n} {n|correspondance|correspondances}',
  'statistics.undecided-how':
    'Correspondances qui attendent une personne, selon le temps écoulé depuis leur découverte.',
  'statistics.top': 'Part des 1, 3 et 10 plus grands :',
  'dimension.provider': 'Fournisseur',
  'dimension.country': 'Pays',
  'dimension.asn': 'Réseau (AS)',
  'dimension.registrar': 'Bureau d’enregistrement',
  'dimension.cdn': 'Réseau de diffusion',
  'dimension.list': 'Liste',
  'dimension.class': 'Classe',
  'dimension.channel': 'Voie de la notification',
}
