import type { GuidePage } from '../pages.ts'

const role = 'supervisor'

export const SUPERVISOR_PAGES: readonly GuidePage[] = [
  { name: 'supervisor-overview', role, route: '/console' },
  { name: 'supervisor-supervision', role, route: '/console/supervision', phone: true },
  {
    name: 'supervisor-cases',
    role,
    route: '/console/takedowns',
    query: '?by=provider',
  },
  {
    name: 'supervisor-counted',
    role,
    route: '/console/supervision/cases',
    query: '?part=written',
  },
  { name: 'supervisor-release', role, route: '/console/submissions/:id/release', which: 'active' },
  { name: 'supervisor-assessments', role, route: '/console/assessments' },
  { name: 'supervisor-exposure', role, route: '/console/exposure' },
  { name: 'supervisor-statistics', role, route: '/console/statistics', phone: true },
  {
    name: 'supervisor-statistics-group',
    role,
    route: '/console/statistics',
    query: '?group=class',
    shows: 'main table.cards:not(.narrow)',
  },
  { name: 'supervisor-exports', role, route: '/console/exports' },
  { name: 'supervisor-export', role, route: '/console/exports/:id' },
  { name: 'supervisor-providers', role, route: '/console/providers' },
  { name: 'supervisor-provider', role, route: '/console/providers/:id' },
  { name: 'supervisor-provider-people', role, route: '/console/providers/:id/people' },
  { name: 'supervisor-policies', role, route: '/console/policies' },
  { name: 'supervisor-policy', role, route: '/console/policies/:id' },
  { name: 'supervisor-people', role, route: '/console/people' },
  { name: 'supervisor-retention', role, route: '/console/retention' },
]
