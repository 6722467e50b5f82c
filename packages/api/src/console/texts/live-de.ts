import type { liveEn } from './live-en.ts'

/** What a page says that lies open. */
export const liveDe: Record<keyof typeof liveEn, string> = {
  'live.news': 'Seit diese Seite geladen wurde, ist Neues eingegangen.',
  'live.show': 'Anzeigen',
  'follow.look-again': 'Noch einmal nachsehen',
  'follow.changed': 'Es hat sich etwas geändert.',
}
