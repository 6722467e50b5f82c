import type { Language, LegalClass } from '@nightlight/contract'
import type { Step } from '../routing.ts'
import type { Misfit } from './explain.ts'
import { de } from './words/de.ts'
import { en } from './words/en.ts'
import { fr } from './words/fr.ts'
import { nl } from './words/nl.ts'

/** What an explanation of a route is written with, in one language. */
export type RouteWords = {
  steps: Readonly<Record<Step, string>>
  misfits: Readonly<Record<Misfit, string>>
  classes: Readonly<Record<LegalClass, string>>
  countryUnknown: string
  facts: (country: string, legalClass: string) => string
  routed: (day: string, policy: string) => string
  wouldBeRouted: (policy: string) => string
  noPolicy: string
  noRule: (policy: string) => string
  notValid: (policy: string) => string
  plan: (steps: string) => string
  decided: (rule: string, because: string) => string
  /** Where an old record does not say why. */
  decidedOnly: (rule: string) => string
  misfit: (rule: string, why: string) => string
  fitsToo: (rule: string) => string
}

export const ROUTE_WORDS: Readonly<Record<Language, RouteWords>> = { en, fr, nl, de }
