import type { frameEn } from './frame-en.ts'

export const frameNl: Record<keyof typeof frameEn, string> = {
  'nav.menu': 'Menu',
  'nav.group-work': 'Werk',
  'nav.group-look': 'Opzoeken',
  'nav.group-set': 'Instellen',
  'nav.group-you': 'U',
  'zone.utc': 'Tijden zijn in UTC.',
  'zone.yours': 'Tijden zijn in uw zone, {zone}.',
  'zone.to-utc': 'In UTC tonen',
  'zone.to-yours': 'In {zone} tonen',
  'counted.received': '{n|melding|meldingen} ontvangen',
  'counted.refused': '{n|melding|meldingen} geweigerd',
  'counted.queued': '{n|melding|meldingen} in de wachtrij',
  'counted.crawled': '{n|melding|meldingen} zonder treffer',
  'counted.incomplete': '{n|melding|meldingen} niet geheel bekeken',
  'counted.unreachable': '{n|melding|meldingen} onbereikbaar',
  'counted.matched': '{n|melding|meldingen} met treffer',
  'counted.in-takedown': '{n|melding|meldingen} in verwijdering',
  'counted.removed': '{n|melding|meldingen} met verwijderde inhoud',
  'counted.closed': '{n|melding|meldingen} gesloten',
}
