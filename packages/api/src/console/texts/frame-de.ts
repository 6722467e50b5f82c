import type { frameEn } from './frame-en.ts'

export const frameDe: Record<keyof typeof frameEn, string> = {
  'nav.menu': 'Menü',
  'nav.group-work': 'Arbeit',
  'nav.group-look': 'Nachschlagen',
  'nav.group-set': 'Einrichten',
  'nav.group-you': 'Sie',
  'zone.utc': 'Zeiten sind in UTC.',
  'zone.yours': 'Zeiten sind in Ihrer Zone, {zone}.',
  'zone.to-utc': 'In UTC anzeigen',
  'zone.to-yours': 'In {zone} anzeigen',
  'counted.received': '{n|Meldung|Meldungen} eingegangen',
  'counted.refused': '{n|Meldung|Meldungen} abgelehnt',
  'counted.queued': '{n|Meldung|Meldungen} in Arbeit',
  'counted.crawled': '{n|Meldung|Meldungen} ohne Treffer',
  'counted.incomplete': '{n|Meldung|Meldungen} nicht ganz geprüft',
  'counted.unreachable': '{n|Meldung|Meldungen} nicht erreichbar',
  'counted.matched': '{n|Meldung|Meldungen} mit Treffer',
  'counted.in-takedown': '{n|Meldung|Meldungen} im Löschverfahren',
  'counted.removed': '{n|Meldung|Meldungen} mit gelöschtem Inhalt',
  'counted.closed': '{n|Meldung|Meldungen} geschlossen',
}
