import type { liveEn } from './live-en.ts'

/** What a page says that lies open. */
export const liveFr: Record<keyof typeof liveEn, string> = {
  'live.news': 'De nouveaux éléments sont arrivés depuis le chargement de cette page.',
  'live.show': 'Les afficher',
  'follow.look-again': 'Regarder à nouveau',
  'follow.changed': 'Il y a du nouveau.',
}
