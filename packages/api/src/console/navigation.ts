import { mayDo, type Permission, type Role } from '@nightlight/contract'
import type { TextKey } from './texts.ts'

/** What a place is for: the work of a day, looking things up, setting things up, or the reader. */
export const GROUPS = ['work', 'look', 'set', 'you'] as const
export type Group = (typeof GROUPS)[number]

/** A page that everybody finds from every other, who has the permission; null for whoever is signed in. */
export type Place = readonly [
  path: string,
  text: TextKey,
  permission: Permission | null,
  /** To look things up where it is left out. */
  group?: Group,
]

/** In the order in which they stand, each among those of its group. */
export const PLACES: readonly Place[] = [
  ['/console', 'nav.overview', null, 'work'],
  ['/portal', 'nav.portal', 'portal:use', 'work'],
  ['/portal/files', 'nav.portal-files', 'portal:use', 'work'],
  ['/portal/response-times', 'nav.portal-times', 'portal:use'],
  ['/portal/ways', 'nav.portal-ways', 'portal:use', 'set'],
  ['/console/matches', 'nav.matches', 'match:read', 'work'],
  ['/console/reports', 'nav.reports', 'report:read', 'work'],
  ['/console/assessments', 'nav.assessments', 'assessment:give', 'work'],
  ['/console/tasks', 'nav.tasks', 'task:read', 'work'],
  ['/console/takedowns', 'nav.takedowns', 'takedown:read'],
  ['/console/hand-overs', 'nav.hand-overs', 'hand-over:read', 'work'],
  ['/console/providers', 'nav.providers', 'provider:read'],
  ['/console/supervision', 'nav.supervision', 'statistics:read', 'work'],
  ['/console/statistics', 'nav.statistics', 'statistics:read'],
  ['/console/exports', 'nav.exports', 'statistics:read'],
  ['/console/audit', 'nav.audit', 'audit:read'],
  ['/console/lists', 'nav.lists', 'list:read'],
  ['/console/people', 'nav.people', 'person:read', 'set'],
  ['/console/retention', 'nav.retention', 'retention:run', 'set'],
  ['/console/policies', 'nav.policies', 'policy:read', 'set'],
  ['/console/channels', 'nav.channels', 'service:read', 'set'],
  ['/console/health', 'nav.health', 'service:read', 'set'],
  ['/console/keys', 'nav.keys', 'key:write', 'set'],
  ['/console/account', 'nav.account', null, 'you'],
]

/** The places of a role; people of a provider begin in the portal, and have no overview of the hotline. */
export const placesOf = (role: Role): Place[] =>
  PLACES.filter(([path, , permission]) =>
    permission === null
      ? path !== '/console' || !mayDo(role, 'portal:use')
      : mayDo(role, permission),
  )
