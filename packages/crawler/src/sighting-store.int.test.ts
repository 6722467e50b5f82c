import {
  fingerprint,
  PARTIAL_VERSION,
  PIPELINE_VERSION,
  type Fingerprint,
} from '@nightlight/fingerprint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DIGESTS_ONLY, ensureMedia } from './sighting-store.ts'
import { createWorld, picture, startSite, type Site, type World } from './testing-crawl.ts'

let site: Site
let world: World
let whole: Fingerprint
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site)
  const outcome = await fingerprint(picture('other-5'))
  if (outcome.status === 'refused') throw new Error(outcome.code)
  whole = outcome.fingerprint
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

/** Version of what is kept of the same bytes after they were read once more. */
async function versionAfter(fingerprint: Fingerprint): Promise<string> {
  const id = await ensureMedia(world.db, world.crypto, fingerprint)
  const media = world.db.selectFrom('media').select('pipeline_version').where('id', '=', id)
  return (await media.executeTakeFirstOrThrow()).pipeline_version
}

describe('ensureMedia', () => {
  it('keeps of the same bytes what says most, and of that the newest', async () => {
    const partial = { ...whole, pipelineVersion: PARTIAL_VERSION }
    expect(await versionAfter({ ...whole, pipelineVersion: DIGESTS_ONLY })).toBe(DIGESTS_ONLY)
    expect(await versionAfter(partial)).toBe(PARTIAL_VERSION)
    expect(await versionAfter(whole)).toBe(PIPELINE_VERSION)
    expect(await versionAfter(partial)).toBe(PIPELINE_VERSION)
    expect(await versionAfter({ ...whole, pipelineVersion: DIGESTS_ONLY })).toBe(PIPELINE_VERSION)
  })
})
