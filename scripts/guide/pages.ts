import type { Role } from '../../packages/contract/src/roles.ts'
import { ANALYST_PAGES } from './pages/analyst.ts'
import { OVERSIGHT_PAGES } from './pages/oversight.ts'
import { POLICE_PAGES } from './pages/police.ts'
import { PROVIDER_PAGES } from './pages/provider.ts'
import { SUPERVISOR_PAGES } from './pages/supervisor.ts'

/** A picture of the guide: one page as one role sees it. */
export type GuidePage = {
  /** Of the file, without its ending. */
  name: string
  /** Null: whoever has the link of a notice, or nothing at all. */
  role: Role | null
  /** As in the table of routes; what stands for its parameters is in the objects of the demo. */
  route: string
  /** Behind the address, with its question mark. */
  query?: string
  /** Which of several objects: `staged` takes the id of `submissions staged`, where there is one. */
  which?: string
  /** Where the way there begins, where it is no address of its own: the page is reached by `fills` and `presses`. */
  from?: string
  /** What is typed or chosen, by selector, before anything is pressed; `REFERENCE` and `ADDRESS` are those of the objects. */
  fills?: Readonly<Record<string, string>>
  /** A button that leads on to another page. */
  presses?: string
  /** What is opened or scrolled to before the picture is taken: a selector of a summary, or of a part. */
  opens?: string
  shows?: string
  /** On a telephone in the dark as well. */
  phone?: boolean
}

/**
 * Every picture, in the order in which they are taken; a page that is new gets a line here and its place in a text
 * of docs/guide. Figures come last: they are as of a minute before.
 */
export const GUIDE_PAGES: readonly GuidePage[] = [
  ...PROVIDER_PAGES,
  ...ANALYST_PAGES,
  ...POLICE_PAGES,
  ...OVERSIGHT_PAGES,
  ...SUPERVISOR_PAGES,
]

/** Routes of the console and the portal that are had by GET and have no picture, and why. */
export const NO_PICTURE: Readonly<Record<string, string>> = {
  '/healthz': 'for machines',
  '/readyz': 'for machines',
  '/metrics': 'for machines',
  '/record-key': 'for machines',
  '/openapi.json': 'for machines',
  '/console/live': 'numbers for a page that lies open',
  '/console/submissions/:id/live': 'numbers for a page that lies open',
  '/console/audit/verification/live': 'numbers for a page that lies open',
  '/portal/ways/live': 'numbers for a page that lies open',
  '/console/channels/live': 'numbers for a page that lies open',
  '/console/statistics.csv': 'a file',
  '/console/statistics/matches': 'as the list of takedowns, of matches',
  '/console/supervision.csv': 'a file',
  '/portal/items.csv': 'a file',
  '/portal/response-times.csv': 'a file',
  '/console/exports/:id/file': 'a file',
  '/console/audit/export': 'a file',
  '/console/audit/events/:id/proof': 'a file',
  '/console/audit/checkpoints/newest': 'a file',
  '/console/submissions/:id/refusals': 'a file',
  '/console/kept-cases/:id': 'a file',
  '/console/takedowns/:id/checks/:checkId/record': 'a file',
  '/console/account/fresh': 'leads on to the account',
  '/portal/ways/test': 'leads back to its form',
  '/portal/ways/webhook': 'leads back to its form',
  '/portal/ways/withdraw': 'leads back to its form',
  '/portal/ways/contacts': 'leads back to its form',
  '/portal/answers': 'leads back to its form',
  '/portal/files/answers': 'leads back to its form',
  '/portal/address-requests': 'leads back to its form',
  '/reply/code': 'leads back to its form',
  '/reply/addresses': 'leads back to its form',
  '/reply/answers': 'leads back to its form',
  '/reply/new-link': 'leads back to its form',
  '/reply/another-link': 'leads back to its form',
}
