import type { RouteWords } from '../words.ts'

export const nl: RouteWords = {
  steps: {
    'police-hand-over': 'overdracht aan de politie',
    'iccam-hand-over': 'overdracht aan het meldpunt van dat land via ICCAM',
    'provider-notice': 'kennisgeving aan de hostingaanbieder',
    'upstream-escalation': 'het netwerk dat de aanbieder aansluit',
    'registrar-escalation': 'de registrar van het domein',
  },
  misfits: {
    'class-not-covered': 'ze geldt niet voor deze juridische klasse',
    'country-unknown': 'ze noemt een land, en het land van hosting is onbekend',
    'country-not-named': 'ze noemt dit land niet',
    'country-not-inhope': 'dit land heeft geen INHOPE-meldpunt',
    'country-is-inhope': 'dit land heeft een INHOPE-meldpunt',
  },
  classes: {
    csam: 'materiaal van seksueel kindermisbruik',
    harmful: 'schadelijk, niet strafbaar',
  },
  countryUnknown: 'onbekend',
  facts: (country, legalClass) => `Land van hosting: ${country}. Juridische klasse: ${legalClass}.`,
  routed: (day, policy) => `Gerouteerd op ${day} volgens het beleid ${policy}.`,
  wouldBeRouted: (policy) =>
    `Nog niet gerouteerd; dit voorziet het beleid dat van kracht is, ${policy}.`,
  noPolicy: 'Niet gerouteerd: er is geen beleid van kracht. Iemand moet beslissen.',
  noRule: (policy) =>
    `Niet gerouteerd: geen regel van het beleid ${policy} past. Iemand moet beslissen.`,
  notValid: (policy) =>
    `Niet gerouteerd: het beleid ${policy} is vandaag niet geldig. Iemand moet beslissen.`,
  plan: (steps) => `Wat volgt: ${steps}.`,
  decided: (rule, because) => `Regel ${rule} besliste: ${because}`,
  decidedOnly: (rule) => `Regel ${rule} besliste.`,
  misfit: (rule, why) => `Regel ${rule} past niet: ${why}.`,
  fitsToo: (rule) => `Regel ${rule} past ook, en komt later.`,
}
