import { randomBytes } from 'node:crypto'
import { connect, newId } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { openTakedown } from '../testing-crawl.ts'

export const DAY_MS = 86_400_000

/** The rows of years, written without a crawl. */
export async function openYears(now: Date, months: number) {
  const database = await createTestDatabase()
  const db = connect(database.url)
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY_MS)
  for (let back = months; back > 0; back--) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1))
    await sql`select make_month_partition('visit', ${month}::timestamptz),
      make_month_partition('removal_check', ${month}::timestamptz)`.execute(db)
  }

  async function location(madeAt: Date): Promise<string> {
    const id = newId(madeAt.getTime())
    await db
      .insertInto('location')
      .values({
        id,
        url_ct: randomBytes(40),
        url_key: randomBytes(32),
        host: 'site.test',
        registrable_domain: 'site.test',
        first_seen_at: madeAt,
      })
      .execute()
    return id
  }

  async function media(): Promise<string> {
    const id = newId()
    await sql`insert into media (id, sha256_key, fingerprint_ct, size, mime, width, height, frames,
        pdq_quality, pipeline_version)
      values (${id}, ${randomBytes(32)}, ${randomBytes(8)}, 1, 'image/png', 1, 1, 1, 80, 'test')`.execute(
      db,
    )
    return id
  }

  async function visit(pageId: string, locationId: string, at: Date): Promise<string> {
    const id = newId(at.getTime())
    await sql`insert into visit (id, location_id, page_location_id, outcome, egress, started_at, finished_at)
      values (${id}, ${locationId}, ${pageId}, 'page', 'lab', ${at}, ${at})`.execute(db)
    return id
  }

  async function sighting(mediaId: string, pageId: string, at: string, goneAt: Date | null) {
    const seenAt = goneAt ?? daysAgo(900)
    await db
      .insertInto('sighting')
      .values({
        media_id: mediaId,
        location_id: at,
        page_location_id: pageId,
        first_seen_at: seenAt,
        last_seen_at: seenAt,
        gone_at: goneAt,
      })
      .execute()
  }

  async function check(takedownId: string, dueAt: Date): Promise<string> {
    const id = newId(dueAt.getTime())
    await sql`insert into removal_check (id, takedown_id, due_at, started_at, finished_at, verdict, egress)
      values (${id}, ${takedownId}, ${dueAt}, ${dueAt}, ${dueAt}, 'gone', 'lab')`.execute(db)
    return id
  }

  /** @param closedAt null while it is open */
  async function takedown(pageId: string, at: string, mediaId: string, closedAt: Date | null) {
    const seen = [{ media_id: mediaId, location_id: at }]
    const id = await openTakedown(db, { id: pageId, host: 'site.test' }, seen, now)
    if (closedAt) {
      const state = JSON.stringify({ closedAt, withdrawnAt: null })
      const closing = db.updateTable('takedown').set({ status: 'closed', state })
      await closing.where('id', '=', id).execute()
    }
    return id
  }

  const ids = async (table: 'visit' | 'removal_check' | 'location' | 'media') => {
    const { rows } = await sql<{ id: string }>`select id from ${sql.ref(table)}`.execute(db)
    return new Set(rows.map(({ id }) => id))
  }

  const audits = async () => {
    const events = db.selectFrom('audit_event').select(['object_id', 'detail'])
    return await events.where('action', '=', 'crawl-data-expired').execute()
  }

  return {
    db,
    url: database.url,
    daysAgo,
    ids,
    audits,
    location,
    media,
    visit,
    sighting,
    check,
    takedown,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await database.drop()
    },
  }
}

export type Years = Awaited<ReturnType<typeof openYears>>
