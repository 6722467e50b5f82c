import type { RouteWords } from '../words.ts'

export const en: RouteWords = {
  steps: {
    'police-hand-over': 'hand-over to the police',
    'iccam-hand-over': 'hand-over to the hotline of that country by ICCAM',
    'provider-notice': 'notice to the host',
    'upstream-escalation': 'the network that connects the host',
    'registrar-escalation': 'the registrar of the domain',
  },
  misfits: {
    'class-not-covered': 'it does not cover this legal class',
    'country-unknown': 'it names a country, and the hosting country is not known',
    'country-not-named': 'it does not name this country',
    'country-not-inhope': 'this country has no INHOPE hotline',
    'country-is-inhope': 'this country has an INHOPE hotline',
  },
  classes: { csam: 'child sexual abuse material', harmful: 'harmful, not criminal' },
  countryUnknown: 'not known',
  facts: (country, legalClass) => `Hosting country: ${country}. Legal class: ${legalClass}.`,
  routed: (day, policy) => `Routed on ${day} by the policy ${policy}.`,
  wouldBeRouted: (policy) => `Not routed yet; the policy in force, ${policy}, has this for it.`,
  noPolicy: 'Not routed: no policy is in force. A person has to decide.',
  noRule: (policy) => `Not routed: no rule of the policy ${policy} fits. A person has to decide.`,
  notValid: (policy) =>
    `Not routed: the policy ${policy} is not valid today. A person has to decide.`,
  plan: (steps) => `What follows: ${steps}.`,
  decided: (rule, because) => `Rule ${rule} decided: ${because}`,
  decidedOnly: (rule) => `Rule ${rule} decided.`,
  misfit: (rule, why) => `Rule ${rule} does not fit: ${why}.`,
  fitsToo: (rule) => `Rule ${rule} fits too, and comes later.`,
}
