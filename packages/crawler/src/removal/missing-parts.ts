import type { CheckDetail } from '@nightlight/runtime'
import type { Survey } from '../survey-page.ts'
import type { Missed } from '../survey/survey.ts'
import { failedBefore } from './doubts.ts'
import type { Earlier } from './earlier-store.ts'
import { withoutPicture } from './verdict.ts'

/**
 * Parts of a page that its scripts asked for and could not have: what they would have shown was not seen, so the
 * content must not be called gone.
 *
 * A picture, data or a frame that answers 404 or 410 is no doubt: that is what the page has. A script or a style
 * sheet that does is one, for a page that is being changed loses them for a while; not where it did so before the
 * case was opened. On a foreign domain no part is a doubt that failed in the same way before the case was opened,
 * under whatever address where the whole host is closed or has no name. A gate in the place of a script, a sheet or
 * data of the own domain is one too.
 */
export function missingParts(
  survey: Survey,
  earlier: Earlier,
  page: { id: string },
): CheckDetail[] {
  const found: CheckDetail[] = []
  const own = earlier.domains.get(page.id)
  for (const [locationId, { sign, visited }] of survey.missed) {
    if (sign === 'picture-missing' && survey.visits.get(locationId)?.outcome === 'picture') continue
    const said = withoutPicture(visited)
    const isGone = said.outcome === 'gone'
    if (isGone && !CODE.has(sign)) continue
    const isForeign = earlier.domains.get(locationId) !== own
    if ((isGone || isForeign) && failedBefore(locationId, visited, visited.code, earlier)) continue
    if (visited.outcome === 'page' && (isForeign || !GATES.has(said.code))) continue
    if (isForeign && hostFailedBefore(locationId, visited.code, earlier)) continue
    const code = isGone ? 'part-missing' : said.code
    found.push({ locationId, outcome: 'unknown', code, evidence: [...said.evidence, sign] })
  }
  return found
}

const CODE: ReadonlySet<Missed['sign']> = new Set(['script-missing', 'stylesheet-missing'])

const GATES: ReadonlySet<string> = new Set(['challenge', 'login-page', 'geo-blocked'])

/** What is said of a host, not of one address. */
const OF_HOST = new Set(['dns-failed', 'connect-failed', 'host-refused', 'address-refused'])

const hostFailedBefore = (locationId: string, code: string, { failures, hosts }: Earlier) =>
  OF_HOST.has(code) &&
  failures.some((before) => before.code === code && before.host === hosts.get(locationId))
