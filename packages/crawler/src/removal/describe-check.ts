import type { Fingerprint } from '@nightlight/fingerprint'
import type { CheckDetail } from '@nightlight/runtime'
import type { Location } from '../location-store.ts'
import type { SeenPicture, Survey } from '../survey-page.ts'
import type { Visited } from '../visit-location.ts'
import { isWorthAsking, type AskedFromPage } from './ask-from-page.ts'
import { doubts } from './doubts.ts'
import type { Earlier } from './earlier-store.ts'
import { likeness } from './likeness.ts'
import { missingParts } from './missing-parts.ts'
import { pageSays, showsFormerPicture, type PageSays } from './page-says.ts'
import { isAsMissing, type Probes } from './probe.ts'
import { replaced } from './replaced.ts'
import { isOpenDespite } from './shown-despite.ts'
import { cacheSigns, withoutPicture, type Said } from './verdict.ts'

const RANK = { present: 0, unknown: 1, gone: 2 } as const

/** What a check is about, and what was known before it. */
export type Case = {
  /** Ids of the takedown's addresses, and of those that led to them. */
  known: readonly string[]
  originals: readonly Fingerprint[]
  earlier: Earlier
}

/** What was asked beside the page and what it names. */
export type Beside = {
  again: AskedFromPage
  probes: Probes
  /** Pictures that came with an error status, see `shownDespite`. */
  despite: readonly SeenPicture[]
}

/**
 * What a look says about a takedown: one line for each of its addresses, for each other place that shows
 * its content, for each place that could not be read, and for the page when it is gone, unclear or names
 * such a place. Each line holds the codes of the signs that led to it.
 */
export function describeCheck(
  page: Location,
  about: Case,
  survey: Survey,
  beside: Beside,
): CheckDetail[] {
  const lines = createLines()
  const { known, earlier } = about
  const seen = { ...survey, pictures: [...survey.pictures, ...beside.again.pictures] }
  for (const picture of [...seen.pictures, ...beside.despite]) {
    for (const line of ofPicture(picture, about, seen, beside)) lines.note(line)
  }
  const probe = beside.probes.get(page.id)
  const isShown = lines.all().some(({ outcome }) => outcome === 'present')
  const says = pageSays(page, { known, survey: seen, earlier, probe, isShown })
  for (const locationId of known) {
    if (leadsTo(locationId, survey, lines)) continue
    const said = absence(locationId, about, seen, says, beside)
    if (said) lines.note({ locationId, ...said, evidence: [...said.evidence] })
  }
  if (says.line)
    lines.note({ locationId: page.id, ...says.line, evidence: [...says.line.evidence] })
  const unread = [...doubts(page, known, seen, earlier), ...missingParts(seen, earlier, page)]
  for (const line of unread) lines.note(line)
  if (unread.length > 0) {
    const code = 'unread-addresses'
    lines.note({ locationId: page.id, outcome: 'unknown', code, evidence: [code] })
  }
  return lines.all()
}

/** One line for a place: the one that says least of removal, with every sign for what it says. */
function createLines() {
  const lines = new Map<string, CheckDetail>()
  return {
    has: (locationId: string): boolean => lines.has(locationId),
    all: (): CheckDetail[] => [...lines.values()],
    note(line: CheckDetail): void {
      const before = lines.get(line.locationId)
      if (!before || RANK[line.outcome] < RANK[before.outcome]) {
        lines.set(line.locationId, line)
      } else if (line.outcome === before.outcome) {
        const evidence = new Set([...(before.evidence ?? []), ...(line.evidence ?? [])])
        lines.set(line.locationId, { ...before, evidence: [...evidence] })
      }
    },
  }
}

type Lines = ReturnType<typeof createLines>

function ofPicture(
  picture: SeenPicture,
  { known, originals, earlier }: Case,
  survey: Survey,
  { again, probes }: Beside,
): CheckDetail[] {
  const { locationId, via, mediaId, fingerprint } = picture
  const seen = likeness(originals, fingerprint)
  // Any page shows other pictures, and some that cannot be read.
  const says = seen.outcome === 'present' || seen.code === 'probable-copy'
  const places = says ? [locationId] : [locationId, via].filter((id) => known.includes(id))
  const isAgain = again.pictures.includes(picture)
  const visited = (isAgain ? again.answers : survey.visits).get(via)
  const isCutOff = visited?.facts?.isCutOff ?? false
  const beside = [
    ...cacheSigns(visited?.facts),
    ...(isAgain ? ['asked-from-page'] : []),
    ...(visited?.code === 'not-modified' ? ['not-modified'] : []),
  ]
  return [...new Set(places)].map((id) => {
    const { evidence, ...said } = says
      ? { ...seen, evidence: [seen.code] }
      : replaced(seen, picture, { survey, earlier, probe: probes.get(via), isCutOff })
    return { locationId: id, mediaId, ...said, evidence: [...evidence, ...beside] }
  })
}

/** An address that leads to a place which has its own line needs none. */
function leadsTo(locationId: string, survey: Survey, lines: Lines): boolean {
  const visited = survey.visits.get(locationId)
  return (
    visited?.outcome === 'picture' &&
    visited.locationId !== locationId &&
    lines.has(visited.locationId)
  )
}

/** What an address says that showed no picture at one time at least; null for one that did at all. */
function absence(
  locationId: string,
  about: Case,
  survey: Survey,
  says: PageSays,
  { again, probes }: Beside,
): Said | null {
  const { earlier, originals } = about
  const first = survey.visits.get(locationId)
  if (!first) return { outcome: 'unknown', code: 'not-visited', evidence: ['not-visited'] }
  // A picture inside a document: that the document is there is no doubt about it.
  const isDocument = survey.pageIds.has(locationId) && !earlier.pictures.has(locationId)
  if (isDocument && first.outcome === 'page') {
    return { outcome: 'gone', code: 'not-on-page', evidence: ['read-in-full', ...says.proof] }
  }
  const second = again.answers.get(locationId)
  const one = first.outcome === 'picture' ? null : ofAnswer(first)
  if (!second && one?.outcome !== 'unknown' && !isDocument && isWorthAsking(first, originals)) {
    return { outcome: 'unknown', code: 'not-asked-again', evidence: [first.code] }
  }
  const two = !second || second.outcome === 'picture' ? null : ofAnswer(second)
  if (!one || !two) return one ?? two
  const worse = RANK[two.outcome] < RANK[one.outcome] ? two : one
  const evidence = one.outcome === two.outcome ? ['asked-from-page'] : ['answers-differ']
  return { ...worse, evidence: [...worse.evidence, ...evidence] }

  function ofAnswer(visited: Visited): Said {
    const said = withoutPicture(visited)
    if (isOpenDespite(visited, originals)) {
      return { outcome: 'unknown', code: 'not-comparable', evidence: said.evidence }
    }
    if (visited.outcome !== 'page') return said
    const evidence = said.evidence
    if (said.code === 'not-found-page' && isAsMissing(visited, probes.get(locationId))) {
      return { outcome: 'gone', code: 'soft-404', evidence: [...evidence, 'as-missing'] }
    }
    const isInstead = said.code === 'page-instead' || said.code === 'not-found-page'
    const isWhole = says.line === null && survey.page.outcome === 'page'
    const isDropped =
      isWhole && !survey.named.has(locationId) && showsFormerPicture(survey, earlier)
    return isInstead && isDropped
      ? { outcome: 'gone', code: 'page-instead', evidence: [...evidence, 'dropped-by-page'] }
      : said
  }
}
