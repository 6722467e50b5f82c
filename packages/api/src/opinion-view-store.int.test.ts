import { mediaToAsk } from '@nightlight/matcher'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase, type SeededCase } from './fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from './fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from './fixtures/test-app.ts'
import { listMatches } from './match-store.ts'

let test: TestApp
let sourceId: string
beforeAll(async () => {
  test = await createTestApp()
  sourceId = newId()
  await test.db
    .insertInto('opinion_source')
    .values({ id: sourceId, kind: 'shield', config_ct: Buffer.alloc(0), requested_by: 'a' })
    .execute()
})
afterAll(() => test[Symbol.asyncDispose]())

const ASKED_AT = new Date('2026-03-02T10:00:00Z')

const answer = (mediaId: string, version: string, days: number, classification: 'csam' | null) =>
  test.db
    .insertInto('second_opinion')
    .values({
      media_id: mediaId,
      pipeline_version: version,
      kind: 'shield',
      source_id: sourceId,
      asked_at: new Date(ASKED_AT.getTime() + days * 86_400_000),
      answered_at: classification && new Date(),
      classification,
      match_type: classification && 'near',
      near_classification: classification && 'harmful-abusive-material',
    })
    .execute()

const get = async (url: string) => {
  const headers = { authorization: `Bearer ${await test.keyOf('analyst')}` }
  return (await test.app.inject({ url, headers })).json<Record<string, unknown>>()
}

const OPINION = {
  source: 'shield',
  classification: 'csam',
  matchType: 'near',
  nearClassification: 'harmful-abusive-material',
  askedAt: ASKED_AT.toISOString(),
}

describe('a second opinion', () => {
  it('is told with the match, the newest that was answered', async () => {
    const told = await seedCase(test)
    const untold = await seedCase(test)
    await answer(told.mediaId, '0', -3, 'csam')
    await answer(told.mediaId, '1', 0, 'csam')
    await answer(told.mediaId, '2', 1, null)
    const { items } = await get('/v1/matches?limit=200')
    const shown = ({ matchId }: SeededCase) =>
      (items as { id: string }[]).find(({ id }) => id === matchId)
    expect(shown(told)).toMatchObject({ secondOpinions: [OPINION] })
    expect(shown(untold)).toMatchObject({ secondOpinions: [] })
    expect(await get(`/v1/matches/${told.matchId}`)).toMatchObject({ secondOpinions: [OPINION] })
  })

  it.each([
    ['en', 'known there as child sexual abuse material, a picture that resembles it'],
    ['fr', 'y est connue comme contenu d’abus sexuels d’enfants, une image qui lui ressemble'],
    ['nl', 'daar bekend als materiaal van seksueel kindermisbruik, een afbeelding die erop lijkt'],
    ['de', 'dort bekannt als Missbrauchsdarstellung, ein ähnliches Bild'],
  ])('is shown in %s', async (language, words) => {
    const { mediaId } = await seedCase(test)
    await answer(mediaId, '1', 0, 'csam')
    const cookie = await test.sessionOf('analyst')
    const url = `/console/matches?lang=${language}`
    const page = (await test.app.inject({ url, headers: { cookie } })).body
    expect(page).toContain('Project Arachnid')
    expect(page).toContain(words)
    expect(page).toContain(`<time datetime="${ASKED_AT.toISOString()}">`)
  })

  it('is asked of what the queue has, as far as it is near or probable and csam', async () => {
    await seedCase(test, { tier: 'probable' })
    await seedCase(test, { tier: 'exact' })
    await seedCase(test, { legalClass: 'harmful' })
    const [revoked, expired, ended, held, taken, closed] = [
      await seedCase(test),
      await seedCase(test),
      await seedCase(test),
      await seedCase(test),
      await seedCase(test),
      await seedCase(test),
    ]
    const { db } = test
    const submissionOf = ({ entryId }: SeededCase) =>
      db.selectFrom('list_entry').select('submission_id').where('id', '=', entryId)
    const entry = db.updateTable('list_entry').set({ status: 'revoked' })
    await entry.where('id', '=', revoked.entryId).execute()
    const list = db.updateTable('hash_list').set({ expires_at: new Date('2026-01-01') })
    await list.where('id', '=', expired.listId).execute()
    const submission = db.updateTable('submission')
    await submission.set({ state: 'ended' }).where('id', '=', submissionOf(ended)).execute()
    await submission.set({ look_back: 'found' }).where('id', '=', submissionOf(held)).execute()
    await db
      .updateTable('match')
      .set({ look_back: submissionOf(held) })
      .where('id', '=', held.matchId)
      .execute()
    await seedTakedown(test, taken, notifiedState)
    await seedTakedown(test, closed, { ...notifiedState, status: 'closed' })
    await db.deleteFrom('second_opinion').execute()

    const queue = await listMatches(db, { state: 'undecided', limit: 200, after: null })
    const waiting = queue
      .filter(({ tier, legalClass }) => tier !== 'exact' && legalClass === 'csam')
      .map(({ mediaId }) => mediaId)
    const asked = (await mediaToAsk(db, 'shield', 200)).map(({ mediaId }) => mediaId)
    expect(asked).toEqual([...new Set(waiting)].sort())
    expect(asked).toContain(closed.mediaId)
    for (const { mediaId } of [revoked, expired, ended, held, taken]) {
      expect(asked).not.toContain(mediaId)
    }
  })
})
