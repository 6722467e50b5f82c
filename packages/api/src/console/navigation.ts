import { mayDo, type Permission, type Role } from '@nightlight/contract'
import type { TextKey } from './texts.ts'

/** A page that everybody finds from every other, who has the permission; null for whoever is signed in. */
export type Place = readonly [path: string, text: TextKey, permission: Permission | null]

/** In the order in which they stand: first the work of a day, then what is looked up, then what is set up. */
export const PLACES: readonly Place[] = [
  ['/console', 'nav.overview', null],
  ['/portal', 'nav.portal', 'portal:use'],
  ['/portal/files', 'nav.portal-files', 'portal:use'],
  ['/portal/response-times', 'nav.portal-times', 'portal:use'],
  ['/portal/ways', 'nav.portal-ways', 'portal:use'],
  ['/console/matches', 'nav.matches', 'match:read'],
  ['/console/tasks', 'nav.tasks', 'task:read'],
  ['/console/takedowns', 'nav.takedowns', 'takedown:read'],
  ['/console/hand-overs', 'nav.hand-overs', 'hand-over:read'],
  ['/console/providers', 'nav.providers', 'provider:read'],
  ['/console/supervision', 'nav.supervision', 'statistics:read'],
  ['/console/statistics', 'nav.statistics', 'statistics:read'],
  ['/console/exports', 'nav.exports', 'statistics:read'],
  ['/console/lists', 'nav.lists', 'list:read'],
  ['/console/people', 'nav.people', 'person:read'],
  ['/console/retention', 'nav.retention', 'retention:run'],
  ['/console/keys', 'nav.keys', 'key:write'],
  ['/console/account', 'nav.account', null],
]

/** The places of a role; people of a provider begin in the portal, and have no overview of the hotline. */
export const placesOf = (role: Role): Place[] =>
  PLACES.filter(([path, , permission]) =>
    permission === null
      ? path !== '/console' || !mayDo(role, 'portal:use')
      : mayDo(role, permission),
  )
