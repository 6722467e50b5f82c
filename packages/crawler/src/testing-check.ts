import type { VantagePoints } from './fetch/vantage-point.ts'
import { checkRemoval } from './jobs/check-removal.ts'
import { html, jpeg, dueLocation, seedTakedown, type Reply, type World } from './testing-crawl.ts'

export const LEASE_MS = 60_000
/** Vantage points that take turns. */
export const VANTAGE_POINTS = ['lab', 'annex']
export const CLAIM = { leaseMs: LEASE_MS, vantagePoints: VANTAGE_POINTS }

/** A page with one picture. */
export const PAGE = html('<img src=a.jpg>')
export const LOGIN = html('<form><input type="password"></form>')

export const gone = (code: string, at = 'a.jpg') => ({ at, outcome: 'gone', code })
export const unknown = (code: string, at = 'a.jpg') => ({ at, outcome: 'unknown', code })
export const sameBytes = (at = 'a.jpg') => ({
  at,
  outcome: 'present',
  code: 'same-bytes',
  distance: 0,
})

/** What the tests of removal checks do again and again, on one world. */
export function createChecks(world: World) {
  const { site, db, crypto } = world

  /** A page with one picture, crawled, and a takedown of it whose check is due. */
  async function arrange(name: string, page: Reply = PAGE, others: Record<string, Reply> = {}) {
    const replies = { '': page, 'a.jpg': jpeg('scene-1'), ...others }
    for (const [file, reply] of Object.entries(replies)) site.serve(`/${name}/${file}`, reply)
    const location = await dueLocation(world, `/${name}/`)
    await world.crawl(location)
    return { location, takedownId: await seedTakedown(world, location) }
  }

  const anywhere = { reaching: () => VANTAGE_POINTS, of: () => world.safeFetch }

  function check(takedownId: string, vantage: Pick<VantagePoints, 'reaching' | 'of'> = anywhere) {
    const now = () => new Date()
    const job = checkRemoval({ ...world, leaseMs: LEASE_MS, vantage, now })
    return job({ takedownId }, world.context)
  }

  const checksOf = (takedownId: string) =>
    db
      .selectFrom('removal_check')
      .selectAll()
      .where('takedown_id', '=', takedownId)
      .orderBy('due_at', 'desc')
      .execute()

  /** Verdict and details of the newest check, with names of files in place of ids. */
  async function resultOf(takedownId: string) {
    const { verdict, detail } = await evidenceOf(takedownId)
    return { verdict, detail: detail.map(({ evidence: _evidence, ...said }) => said) }
  }

  /** The same with the signs that led to each. */
  async function evidenceOf(takedownId: string) {
    const [row] = await checksOf(takedownId)
    const detail = []
    for (const { locationId, mediaId: _mediaId, ...said } of row!.detail) {
      detail.push({ at: await fileOf(locationId), ...said })
    }
    return { verdict: row!.verdict, detail }
  }

  async function fileOf(locationId: string): Promise<string> {
    const { url_ct } = await db
      .selectFrom('location')
      .select('url_ct')
      .where('id', '=', locationId)
      .executeTakeFirstOrThrow()
    const place = { table: 'location', column: 'url_ct', row: locationId }
    return new URL(crypto.openText(place, url_ct)).pathname.split('/').at(-1) || 'page'
  }

  /** What became of a picture's address, the page staying as it was. */
  async function afterwards(name: string, file: Reply) {
    const { takedownId } = await arrange(name)
    site.serve(`/${name}/a.jpg`, file)
    await check(takedownId)
    return resultOf(takedownId)
  }

  /** Has the next check fall due, as notices would. @returns the time it is due at */
  async function againDue(takedownId: string): Promise<Date> {
    const next_check_at = new Date()
    const takedown = db.updateTable('takedown').set({ next_check_at })
    await takedown.where('id', '=', takedownId).execute()
    return next_check_at
  }

  return { arrange, check, checksOf, resultOf, evidenceOf, afterwards, againDue }
}
