import type { GuidePage } from '../pages.ts'

const role = 'police'

export const POLICE_PAGES: readonly GuidePage[] = [
  { name: 'police-overview', role, route: '/console' },
  { name: 'police-lists', role, route: '/console/lists', phone: true },
  { name: 'police-list-new', role, route: '/console/hash-lists/new' },
  { name: 'police-list', role, route: '/console/hash-lists/:id' },
  { name: 'police-hand-in', role, route: '/console/hash-lists/:id/hand-in' },
  {
    name: 'police-submission',
    role,
    route: '/console/submissions/:id',
    which: 'active',
    phone: true,
  },
  { name: 'police-mapping', role, route: '/console/submissions/:id/mapping', which: 'staged' },
  { name: 'police-activate', role, route: '/console/submissions/:id/activate', which: 'ready' },
  { name: 'police-discard', role, route: '/console/submissions/:id/discard', which: 'staged' },
  { name: 'police-entry', role, route: '/console/hash-lists/:id/entries/:entryId' },
  { name: 'police-end', role, route: '/console/submissions/:id/end', which: 'active' },
  { name: 'police-withdraw', role, route: '/console/hash-lists/:id/withdraw' },
  { name: 'police-hand-overs', role, route: '/console/hand-overs' },
  { name: 'police-hand-over', role, route: '/console/hand-overs/:id', phone: true },
]
