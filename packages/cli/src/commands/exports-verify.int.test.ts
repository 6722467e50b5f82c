import { writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { connect, newId, type Db } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { at, databaseUrl, said } = installCommand()

let db: Db
beforeAll(async () => {
  await said('keys', 'create', '--role', 'auditor', '--name', 'Ann')
  db = connect(databaseUrl(), { max: 2 })
})
afterAll(() => db.destroy())

/** Figures of a quarter in which nothing happened, as the service makes and keeps them. */
const lasting = (hours: readonly number[]) => ({
  before: 0,
  closed: 0,
  ended: 0,
  medianMs: null,
  n: 0,
  open: 0,
  p90Ms: null,
  within: hours.map((one) => ({ ended: 0, hours: one, share: null })),
})
const HOURS = [24, 72, 168, 336, 672]
const content = JSON.stringify({
  asOf: '2026-07-01T00:00:00.000Z',
  figures: {
    byClass: [],
    byCountry: [],
    confirmed: 0,
    removal: lasting(HOURS),
    removalAfterNotice: lasting(HOURS),
    reports: 0,
    resurfaced: 0,
    toIccam: 0,
    toPolice: 0,
    toProvider: 0,
    withdrawn: 0,
  },
  kind: 'inhope',
  log: null,
  organisation: 'Meldpunt',
  period: { from: '2026-04-01T00:00:00.000Z', name: '2026-Q2', until: '2026-07-01T00:00:00.000Z' },
  providers: {},
  type: 'nightlight/figures',
  version: 1,
})

async function keep(text: string): Promise<string> {
  const digest = createHash('sha256').update(text).digest('hex')
  await db
    .insertInto('figure_export')
    .values({
      id: newId(),
      digest,
      asked_digest: digest,
      kind: 'inhope',
      period: '2026-Q2',
      provider_id: null,
      as_of: new Date('2026-07-01T00:00:00Z'),
      made_at: new Date(),
      made_by: 'supervisor:Sue',
      content: text,
    })
    .execute()
  await writeFile(at('figures.json'), text)
  return digest
}

describe('nightlight exports verify', () => {
  it('computes the figures of a file again and says that they are the same', async () => {
    const digest = await keep(content)
    const { out } = await said('exports', 'verify', at('figures.json'))
    expect(out).toContain(
      `the same, byte for byte: computed again from the events, sha256:${digest}`,
    )
  })

  it('says which figures the events do not give, and which files are not ours', async () => {
    await keep(content.replace('"reports":0', '"reports":7'))
    expect((await said('exports', 'verify', at('figures.json'))).out).toMatch(/^DIFFERENT: /)
    await writeFile(at('other.csv'), 'a,b\r\n')
    const answer = await said('exports', 'verify', at('other.csv'), '--json')
    expect(JSON.parse(answer.out)).toMatchObject({ same: false, digest: null })
  })
})
