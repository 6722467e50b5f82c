import type { liveEn } from './live-en.ts'

/** What a page says that lies open. */
export const liveDe: Record<keyof typeof liveEn, string> = {
  'live.news': 'Seit diese Seite geladen wurde, ist Neues eingegangen.',
  'live.show': 'Anzeigen',
}
