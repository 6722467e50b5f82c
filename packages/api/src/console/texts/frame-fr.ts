import type { frameEn } from './frame-en.ts'

export const frameFr: Record<keyof typeof frameEn, string> = {
  'nav.menu': 'Menu',
  'nav.group-work': 'Travail',
  'nav.group-look': 'Consulter',
  'nav.group-set': 'Régler',
  'nav.group-you': 'Vous',
  'zone.utc': 'Les heures sont en UTC.',
  'zone.yours': 'Les heures sont dans votre fuseau, {zone}.',
  'zone.to-utc': 'Les afficher en UTC',
  'zone.to-yours': 'Les afficher en {zone}',
  'counted.received': '{n|signalement reçu|signalements reçus}',
  'counted.refused': '{n|signalement refusé|signalements refusés}',
  'counted.queued': '{n|signalement|signalements} en file',
  'counted.crawled': '{n|signalement|signalements} sans correspondance',
  'counted.incomplete': '{n|signalement examiné|signalements examinés} en partie',
  'counted.unreachable': '{n|signalement injoignable|signalements injoignables}',
  'counted.matched': '{n|signalement|signalements} avec correspondance',
  'counted.in-takedown': '{n|signalement|signalements} en cours de retrait',
  'counted.removed': '{n|signalement|signalements} dont le contenu est retiré',
  'counted.closed': '{n|signalement clos|signalements clos}',
}
