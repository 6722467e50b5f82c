import type { liveEn } from './live-en.ts'

/** What a page says that lies open. */
export const liveNl: Record<keyof typeof liveEn, string> = {
  'live.news': 'Er is iets bijgekomen sinds deze pagina werd geladen.',
  'live.show': 'Tonen',
  'follow.look-again': 'Opnieuw kijken',
  'follow.changed': 'Er is iets veranderd.',
}
