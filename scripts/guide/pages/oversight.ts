import type { GuidePage } from '../pages.ts'

export const OVERSIGHT_PAGES: readonly GuidePage[] = [
  { name: 'auditor-statistics', role: 'auditor', route: '/console/statistics' },
  { name: 'auditor-log', role: 'auditor', route: '/console/audit' },
  { name: 'auditor-event', role: 'auditor', route: '/console/audit/events/:id' },
  { name: 'auditor-checkpoints', role: 'auditor', route: '/console/audit/checkpoints' },
  {
    name: 'auditor-verification',
    role: 'auditor',
    from: '/console/audit/verification',
    presses: 'form[action="/console/audit/verification"] button',
    route: '/console/audit/verification',
    shows: 'li.card .badge',
  },
  { name: 'admin-health', role: 'admin', route: '/console/health', phone: true },
  { name: 'admin-channels', role: 'admin', route: '/console/channels' },
  {
    name: 'admin-policy-new',
    role: 'admin',
    route: '/console/policies/new',
    query: '?from=direct',
  },
  { name: 'admin-people', role: 'admin', route: '/console/people' },
  { name: 'admin-keys', role: 'admin', route: '/console/keys' },
]
