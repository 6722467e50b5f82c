import type { Permission } from '@nightlight/contract'
import type { TextKey } from './texts.ts'

/** A page that everybody finds from every other, who has the permission; null for whoever is signed in. */
export type Place = readonly [path: string, text: TextKey, permission: Permission | null]

/** In the order in which they stand: first the work of a day, then what is looked up, then what is set up. */
export const PLACES: readonly Place[] = [
  ['/console', 'nav.overview', null],
  ['/console/matches', 'nav.matches', 'match:read'],
  ['/console/tasks', 'nav.tasks', 'task:read'],
  ['/console/providers', 'nav.providers', 'provider:read'],
  ['/console/statistics', 'nav.statistics', 'statistics:read'],
  ['/console/lists', 'nav.lists', 'list:read'],
  ['/console/people', 'nav.people', 'person:read'],
  ['/console/retention', 'nav.retention', 'retention:run'],
  ['/console/policies', 'nav.policies', 'policy:read'],
  ['/console/channels', 'nav.channels', 'service:read'],
  ['/console/health', 'nav.health', 'service:read'],
  ['/console/audit', 'nav.audit', 'audit:read'],
  ['/console/keys', 'nav.keys', 'key:write'],
  ['/console/account', 'nav.account', null],
]
