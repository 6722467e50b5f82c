import type { RouteWords } from '../words.ts'

export const fr: RouteWords = {
  steps: {
    'police-hand-over': 'transmission à la police',
    'iccam-hand-over': 'transmission à la hotline de ce pays via ICCAM',
    'provider-notice': 'notification à l’hébergeur',
    'upstream-escalation': 'le réseau qui raccorde l’hébergeur',
    'registrar-escalation': 'le bureau d’enregistrement du domaine',
  },
  misfits: {
    'class-not-covered': 'elle ne couvre pas cette classe juridique',
    'country-unknown': 'elle nomme un pays, et le pays d’hébergement est inconnu',
    'country-not-named': 'elle ne nomme pas ce pays',
    'country-not-inhope': 'ce pays n’a pas de hotline INHOPE',
    'country-is-inhope': 'ce pays a une hotline INHOPE',
  },
  classes: {
    csam: 'abus sexuels commis sur des enfants',
    harmful: 'préjudiciable, non pénal',
  },
  countryUnknown: 'inconnu',
  facts: (country, legalClass) =>
    `Pays d’hébergement : ${country}. Classe juridique : ${legalClass}.`,
  routed: (day, policy) => `Acheminé le ${day} selon la politique ${policy}.`,
  wouldBeRouted: (policy) =>
    `Pas encore acheminé ; voici ce que prévoit la politique en vigueur, ${policy}.`,
  noPolicy: 'Non acheminé : aucune politique n’est en vigueur. Une personne doit décider.',
  noRule: (policy) =>
    `Non acheminé : aucune règle de la politique ${policy} ne convient. Une personne doit décider.`,
  notValid: (policy) =>
    `Non acheminé : la politique ${policy} n’est pas valable aujourd’hui. Une personne doit décider.`,
  plan: (steps) => `Suite : ${steps}.`,
  decided: (rule, because) => `La règle ${rule} a décidé : ${because}`,
  decidedOnly: (rule) => `La règle ${rule} a décidé.`,
  misfit: (rule, why) => `La règle ${rule} ne convient pas : ${why}.`,
  fitsToo: (rule) => `La règle ${rule} convient aussi, et vient plus loin.`,
}
