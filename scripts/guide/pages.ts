import type { Role } from '../../packages/contract/src/roles.ts'
import type { GuideObjects } from './objects.ts'

/** A picture of the guide: one page as one role sees it. */
export type GuidePage = {
  /** Of the file, without its ending. */
  name: string
  /** Null: whoever has the link of a notice, or nothing at all. */
  role: Role | null
  /** Null where the demo has nothing of the kind. */
  path: string | ((objects: GuideObjects) => string | null)
  /** On a telephone in the dark as well. */
  phone?: boolean
  /** What is opened or scrolled to before the picture is taken: a selector of a summary, or of a part. */
  opens?: string
  shows?: string
}

/** Every picture; a page that is new gets a line here and its place in a text of docs/guide. */
export const GUIDE_PAGES: readonly GuidePage[] = [
  { name: 'sign-in', role: null, path: '/' },
  { name: 'reply-open', role: null, path: '/reply', phone: true },
  { name: 'reply-notice', role: null, path: '/reply/notice', phone: true },
  {
    name: 'reply-answer',
    role: null,
    path: '/reply/notice',
    shows: 'form[action="/reply/answers"]',
  },
  { name: 'analyst-overview', role: 'analyst', path: '/console', phone: true },
  {
    name: 'analyst-report-form',
    role: 'analyst',
    path: '/console',
    opens: 'details.card > summary',
  },
  { name: 'analyst-report', role: 'analyst', path: ({ report }) => `/console/reports/${report}` },
  { name: 'analyst-matches', role: 'analyst', path: '/console/matches', phone: true },
  {
    name: 'analyst-takedown',
    role: 'analyst',
    path: ({ takedown }) => `/console/takedowns/${takedown}`,
    phone: true,
  },
  {
    name: 'analyst-step',
    role: 'analyst',
    path: ({ takedown }) => `/console/takedowns/${takedown}`,
    shows: 'form[action$="/steps"]',
  },
  { name: 'analyst-tasks', role: 'analyst', path: '/console/tasks' },
  { name: 'police-lists', role: 'police', path: '/console/lists', phone: true },
  {
    name: 'police-submission',
    role: 'police',
    path: ({ submission }) => submission && `/console/submissions/${submission}`,
  },
  {
    name: 'police-end',
    role: 'police',
    path: ({ submission }) => submission && `/console/submissions/${submission}/end`,
  },
  { name: 'supervisor-overview', role: 'supervisor', path: '/console' },
  { name: 'supervisor-statistics', role: 'supervisor', path: '/console/statistics', phone: true },
  {
    name: 'supervisor-statistics-provider',
    role: 'supervisor',
    path: '/console/statistics?group=provider',
  },
  { name: 'supervisor-providers', role: 'supervisor', path: '/console/providers' },
  {
    name: 'supervisor-provider',
    role: 'supervisor',
    path: ({ provider }) => `/console/providers/${provider}`,
  },
  { name: 'supervisor-retention', role: 'supervisor', path: '/console/retention' },
  { name: 'supervisor-people', role: 'supervisor', path: '/console/people' },
  { name: 'auditor-statistics', role: 'auditor', path: '/console/statistics' },
  { name: 'admin-people', role: 'admin', path: '/console/people' },
  { name: 'admin-keys', role: 'admin', path: '/console/keys' },
]
