import { createHash } from 'node:crypto'
import { checkRemoval } from '../../packages/crawler/src/jobs/check-removal.ts'
import { crawlLocation } from '../../packages/crawler/src/jobs/crawl-location.ts'
import { ensureLocation, requestCrawl } from '../../packages/crawler/src/location-store.ts'
import { advanceTakedown } from '../../packages/notices/src/jobs/advance-takedown.ts'
import { openTakedown } from '../../packages/notices/src/jobs/open-takedown.ts'
import { applyCommand, lockTakedown } from '../../packages/notices/src/takedown-store.ts'
import { DIRECT, seedEntry, seedMatch } from '../../packages/notices/src/testing-notices.ts'
import type { CheckDetail } from '../../packages/runtime/src/index.ts'
import type { Case } from './case.ts'
import type { World } from './world.ts'

const LEASE_MS = 240_000
const MOST_CRAWLS = 5

/** What one look said, and what became of the takedown by it. */
export type Looked = {
  look: number
  verdict: string
  from: string
  status: string
  detail: CheckDetail[]
}

/** Plays one case: the page is crawled, its takedown opened and told to the host, and looked at. */
export async function play(
  world: World,
  id: string,
  one: Case,
  content: Uint8Array,
): Promise<Looked[]> {
  const { site, db } = world
  site.begin(id, one)
  try {
    const takedownId = await begin(world, site.url(id, ''), content)
    const looks: Looked[] = []
    for (let look = 1; look <= one.looks; look += 1) {
      site.look(id, look)
      await db
        .updateTable('takedown')
        .set({ next_check_at: new Date() })
        .where('id', '=', takedownId)
        .execute()
      await checkRemoval({ ...world, leaseMs: LEASE_MS })({ takedownId }, world.context)
      await advance(world, takedownId)
      looks.push(await readLook(world, takedownId, look))
    }
    return looks
  } finally {
    site.end(id)
  }
}

/** @returns the takedown, of which a notice was sent */
async function begin(world: World, url: string, content: Uint8Array): Promise<string> {
  const { db, context } = world
  const mediaId = await crawlFor(world, url, content)
  const { entryId, listId } = await seedEntry(world)
  await seedMatch(world, { mediaId, entryId, listId })
  await openTakedown(world)({ mediaId }, context)
  const { id } = await db
    .selectFrom('takedown')
    .select('id')
    .where('media_id', '=', mediaId)
    .executeTakeFirstOrThrow()
  await advance(world, id)
  await notify(world, id)
  return id
}

/** @returns the media of the content; a machine that is busy may need more than one try to see it */
async function crawlFor(world: World, url: string, content: Uint8Array): Promise<string> {
  const { db, crypto, context } = world
  const page = await ensureLocation(db, crypto, new URL(url))
  const sha256 = createHash('sha256').update(content).digest('hex')
  const key = crypto.blindIndex('media:sha256', sha256)
  const crawl = crawlLocation({ ...world, retryInMs: () => 0 })
  for (let attempt = 0; attempt < MOST_CRAWLS; attempt += 1) {
    await requestCrawl(db, page.id, 0)
    await crawl({ locationId: page.id }, context)
    const media = db.selectFrom('media').select('id').where('sha256_key', '=', key)
    const found = await media.executeTakeFirst()
    if (found) return found.id
  }
  throw new Error('Begin a case: the crawl does not see the content')
}

const nobody = { policeMailbox: null, mailDomain: 'notices.example' }

const advance = (world: World, takedownId: string) =>
  advanceTakedown({ ...world, log: world.context.log, policy: DIRECT, ...nobody })(
    { takedownId },
    world.context,
  )

/** As `send-notice` does once a mail server has taken the mail. */
async function notify({ db, deadlines, now }: World, id: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const stored = await lockTakedown(trx, id)
    const sent = { type: 'notify', at: now(), actor: 'trial', noticeId: id, seq: 1 } as const
    await applyCommand(trx, stored!, sent, deadlines)
  })
}

async function readLook({ db }: World, takedownId: string, look: number): Promise<Looked> {
  const { status } = await db
    .selectFrom('takedown')
    .select('status')
    .where('id', '=', takedownId)
    .executeTakeFirstOrThrow()
  const checks = db.selectFrom('removal_check').select(['verdict', 'egress', 'detail'])
  const last = await checks
    .where('takedown_id', '=', takedownId)
    .orderBy('due_at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const { verdict, egress, detail } = last
  return { look, verdict: verdict ?? 'none', from: egress, status, detail }
}
