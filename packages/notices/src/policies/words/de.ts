import type { RouteWords } from '../words.ts'

export const de: RouteWords = {
  steps: {
    'police-hand-over': 'Übergabe an die Polizei',
    'iccam-hand-over': 'Übergabe an die Meldestelle dieses Landes über ICCAM',
    'provider-notice': 'Mitteilung an den Hostinganbieter',
    'upstream-escalation': 'das Netz, das den Anbieter anbindet',
    'registrar-escalation': 'der Registrar der Domain',
  },
  misfits: {
    'class-not-covered': 'sie gilt nicht für diese rechtliche Klasse',
    'country-unknown': 'sie nennt ein Land, und das Land des Servers ist nicht bekannt',
    'country-not-named': 'sie nennt dieses Land nicht',
    'country-not-inhope': 'dieses Land hat keine INHOPE-Meldestelle',
    'country-is-inhope': 'dieses Land hat eine INHOPE-Meldestelle',
  },
  classes: {
    csam: 'Darstellungen sexuellen Kindesmissbrauchs',
    harmful: 'schädlich, nicht strafbar',
  },
  countryUnknown: 'nicht bekannt',
  facts: (country, legalClass) => `Land des Servers: ${country}. Rechtliche Klasse: ${legalClass}.`,
  routed: (day, policy) => `Am ${day} nach dem Regelwerk ${policy} weitergeleitet.`,
  wouldBeRouted: (policy) =>
    `Noch nicht weitergeleitet; das sieht das geltende Regelwerk ${policy} vor.`,
  noPolicy: 'Nicht weitergeleitet: Es gilt kein Regelwerk. Ein Mensch muss entscheiden.',
  noRule: (policy) =>
    `Nicht weitergeleitet: Keine Regel des Regelwerks ${policy} passt. Ein Mensch muss entscheiden.`,
  notValid: (policy) =>
    `Nicht weitergeleitet: Das Regelwerk ${policy} gilt heute nicht. Ein Mensch muss entscheiden.`,
  plan: (steps) => `Was folgt: ${steps}.`,
  decided: (rule, because) => `Regel ${rule} entschied: ${because}`,
  decidedOnly: (rule) => `Regel ${rule} entschied.`,
  misfit: (rule, why) => `Regel ${rule} passt nicht: ${why}.`,
  fitsToo: (rule) => `Regel ${rule} passt auch, kommt aber später.`,
}
