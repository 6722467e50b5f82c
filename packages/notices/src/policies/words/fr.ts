import type { RouteWords } from '../words.ts'

export const fr: RouteWords = {
  steps: {
    'police-hand-over': 'remise à la police',
    'iccam-hand-over': 'remise au service d’assistance de ce pays via ICCAM',
    'provider-notice': 'notification à l’hébergeur',
    'upstream-escalation': 'le réseau qui relie l’hébergeur',
    'registrar-escalation': 'le bureau d’enregistrement du domaine',
  },
  misfits: {
    'class-not-covered': 'elle ne couvre pas cette catégorie juridique',
    'country-unknown': 'elle nomme un pays, et le pays d’hébergement est inconnu',
    'country-not-named': 'elle ne nomme pas ce pays',
    'country-not-inhope': 'ce pays n’a pas de service d’assistance INHOPE',
    'country-is-inhope': 'ce pays a un service d’assistance INHOPE',
  },
  classes: {
    csam: 'abus sexuels commis sur des enfants',
    harmful: 'nuisible, sans être punissable',
  },
  countryUnknown: 'inconnu',
  facts: (country, legalClass) =>
    `Pays d’hébergement : ${country}. Catégorie juridique : ${legalClass}.`,
  routed: (day, policy) => `Orienté le ${day} selon la politique ${policy}.`,
  wouldBeRouted: (policy) =>
    `Pas encore orienté ; voici ce que prévoit la politique en vigueur, ${policy}.`,
  noPolicy: 'Non orienté : aucune politique n’est en vigueur. Une personne doit décider.',
  noRule: (policy) =>
    `Non orienté : aucune règle de la politique ${policy} ne convient. Une personne doit décider.`,
  notValid: (policy) =>
    `Non orienté : la politique ${policy} n’est pas valable aujourd’hui. Une personne doit décider.`,
  plan: (steps) => `Ce qui suit : ${steps}.`,
  decided: (rule, because) => `La règle ${rule} a décidé : ${because}`,
  decidedOnly: (rule) => `La règle ${rule} a décidé.`,
  misfit: (rule, why) => `La règle ${rule} ne convient pas : ${why}.`,
  fitsToo: (rule) => `La règle ${rule} convient aussi, et vient plus loin.`,
}
