import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorldState, type WorldFile } from './world-state.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-state-'))
})

afterEach(() => rm(dir, { recursive: true }))

const onDisk = async (): Promise<WorldFile> =>
  JSON.parse(await readFile(join(dir, 'world.json'), 'utf8')) as WorldFile

const counters = (pages: number) => ({ pages, files: 0, looks: 0, isLookComplete: true })

describe('openWorldState', () => {
  it('begins with the seed it was given and no ports', async () => {
    const { facts } = await openWorldState(join(dir, 'new'), 5)
    expect(facts).toEqual({ version: 1, seed: 5, ports: { web: 0, rdap: 0, smtp: 0 }, hosts: {} })
  })

  it('keeps the seed it began with', async () => {
    const first = await openWorldState(dir, 5)
    await first.update(() => undefined)
    expect((await openWorldState(dir, 6)).facts.seed).toBe(5)
  })

  it('has a change on disk when it says so', async () => {
    const state = await openWorldState(dir, 5)
    await state.update(({ hosts }) => {
      hosts['attic'] = counters(3)
    })
    expect((await onDisk()).hosts['attic']).toEqual(counters(3))
  })

  it('has each of many changes at once on disk when it says so', async () => {
    const state = await openWorldState(dir, 5)
    const seen = Array.from({ length: 50 }, async (_, index) => {
      await state.update(({ hosts }) => {
        hosts['attic'] = counters(index)
      })
      return ((await onDisk()).hosts['attic']?.pages ?? -1) >= index
    })
    expect(await Promise.all(seen)).toEqual(seen.map(() => true))
  })

  it('goes on after a write that failed', async () => {
    const state = await openWorldState(join(dir, 'inner'), 5)
    await rm(join(dir, 'inner'), { recursive: true })
    await expect(state.update(() => undefined)).rejects.toThrow('ENOENT')
    const again = await openWorldState(join(dir, 'inner'), 5)
    await state.update(() => undefined)
    expect(again.facts.seed).toBe(5)
  })

  it.each(['', '{', '{"version":2}', '{"version":1,"seed":-1}'])(
    'refuses %j and says what to do',
    async (text) => {
      await writeFile(join(dir, 'world.json'), text)
      await expect(openWorldState(dir, 5)).rejects.toMatchObject({
        code: 'demo-state-unreadable',
        message: expect.stringContaining('use a new folder') as string,
      })
    },
  )

  it('knows zeros for a host that was never asked', async () => {
    expect((await openWorldState(dir, 5)).countersOf('attic')).toEqual(counters(0))
  })
})
