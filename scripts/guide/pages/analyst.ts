import type { GuidePage } from '../pages.ts'

const role = 'analyst'

export const ANALYST_PAGES: readonly GuidePage[] = [
  { name: 'analyst-overview', role, route: '/console', phone: true },
  { name: 'analyst-report-form', role, route: '/console', opens: 'details.card > summary' },
  { name: 'analyst-matches', role, route: '/console/matches', phone: true },
  { name: 'analyst-hosts', role, route: '/console/matches', query: '?by=host' },
  {
    name: 'analyst-found',
    role,
    from: '/console/find',
    fills: { '#sought': 'ADDRESS' },
    presses: 'main form[action="/console/find"] button',
    route: '/console/find',
  },
  { name: 'analyst-reports', role, route: '/console/reports' },
  { name: 'analyst-report', role, route: '/console/reports/:id', phone: true },
  {
    name: 'analyst-report-history',
    role,
    route: '/console/reports/:id',
    shows: 'form[action$="/notes"]',
  },
  { name: 'analyst-match', role, route: '/console/matches/:id' },
  { name: 'analyst-host-confirm', role, route: '/console/matches/:id/host/confirm' },
  { name: 'analyst-host-reject', role, route: '/console/matches/:id/host/reject' },
  {
    name: 'analyst-undo',
    role,
    // What was found where a child is at risk counts at once.
    from: '/console/matches?tier=probable',
    fills: { 'textarea[name="reason"]': 'a drawing, no person in it' },
    presses: 'button[value="reject"]',
    route: '/console/matches',
  },
  { name: 'analyst-assessments', role, route: '/console/assessments' },
  { name: 'analyst-takedowns', role, route: '/console/takedowns' },
  { name: 'analyst-takedown', role, route: '/console/takedowns/:id', phone: true },
  {
    name: 'analyst-step',
    role,
    route: '/console/takedowns/:id',
    shows: 'form[action$="/steps"]',
  },
  { name: 'analyst-tasks', role, route: '/console/tasks' },
  { name: 'analyst-exposure', role, route: '/console/exposure' },
  { name: 'account', role, route: '/console/account' },
]
