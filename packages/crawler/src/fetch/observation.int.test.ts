import { describe, expect, it } from 'vitest'
import { ensureLocation } from '../location-store.ts'
import { insertVisit } from '../sighting-store.ts'
import { createWorld, startSite } from '../testing-crawl.ts'

describe('insertVisit', () => {
  it('keeps what was observed beside its columns', async () => {
    await using site = await startSite()
    await using world = await createWorld(site)
    site.serve('/seen', {
      body: 'x',
      type: 'text/plain; name="secret.txt"',
      headers: { etag: '"secret"' },
    })
    const { db, crypto, safeFetch } = world
    const { id } = await ensureLocation(db, crypto, site.url('/seen'))
    const { observation } = await safeFetch.fetch(site.url('/seen'), { expect: 'page' })
    await insertVisit(db, {
      locationId: id,
      pageLocationId: id,
      takedownId: null,
      outcome: 'page',
      code: null,
      mediaId: null,
      observation,
    })
    const visits = db
      .selectFrom('visit')
      .select(['observation', 'content_type'])
      .where('location_id', '=', id)
    const { observation: stored, content_type } = await visits.executeTakeFirstOrThrow()
    expect(content_type).toBe('text/plain')
    expect(stored).toMatchObject({
      port: site.port,
      httpVersion: '1.1',
      headers: { etag: 'present' },
      credentialsDropped: false,
      timings: { finishedMs: expect.any(Number) },
    })
    expect(JSON.stringify(stored)).not.toContain('secret')
  })
})
