import { readdir, writeFile } from 'node:fs/promises'
import { newId } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { installCommand, recordsIn } from './testing-command.ts'

const { at, inside, keyOf, said } = installCommand('--json')

const seedProvider = (): Promise<string> =>
  inside(async ({ db }) => {
    const id = newId()
    const facts = { handle: 'network:ONE', name: 'One', kind: 'host', language: 'nl' } as const
    await db
      .insertInto('provider')
      .values({ id, ...facts })
      .execute()
    return id
  })

/** A list of an authority, opened by its officer. */
async function openList(officer: string): Promise<string> {
  const file = at('list.txt')
  await writeFile(file, `${'0123456789abcdef'.repeat(2)}\n`)
  const to = ['--list', 'Seized', '--authority', 'North', '--key-file', officer]
  await said('lists', 'import', file, ...to)
  return inside(async ({ db }) => {
    const { id } = await db.selectFrom('hash_list').select('id').executeTakeFirstOrThrow()
    return id
  })
}

describe('lookups', () => {
  it('need a list that its authority discloses, and a second supervisor', async () => {
    const provider = await seedProvider()
    const [sue, tom] = [await keyOf('sue', 'supervisor'), await keyOf('tom', 'supervisor')]
    const north = await keyOf('ann', 'police', '--authority', 'North')
    const south = await keyOf('eve', 'police', '--authority', 'South')
    const list = await openList(north)
    const by = (key: string, ...args: string[]) => said(...args, '--key-file', key)
    const accredit = () =>
      by(sue, 'lookups', 'accredit', provider, '--purpose', 'uploads', '--list', list)

    expect((await accredit()).err).toContain('[list-not-disclosed]')
    expect((await by(south, 'lists', 'disclose', list, 'yes')).err).toContain('[list-not-found]')
    expect((await by(north, 'lists', 'disclose', list, 'perhaps')).err).toContain(
      '[option-invalid]',
    )
    expect((await by(sue, 'lists', 'disclose', list, 'yes')).err).toContain('[authority-needed]')
    const closed = await by(sue, 'lists', 'disclose', list, 'no')
    expect(recordsIn(closed.out)).toEqual([{ list, toProviders: false }])
    const disclosed = await by(north, 'lists', 'disclose', list, 'yes')
    expect(recordsIn(disclosed.out)).toEqual([{ list, toProviders: true }])

    const [proposed] = recordsIn((await accredit()).out)
    expect(proposed).toMatchObject({ providerId: provider, state: 'proposed', listIds: [list] })
    const id = String(proposed!.id)
    expect((await accredit()).err).toContain('[accreditation-there]')
    expect((await by(sue, 'lookups', 'approve', id)).err).toContain('[second-person-needed]')
    const approved = await by(tom, 'lookups', 'approve', id)
    expect(recordsIn(approved.out)).toMatchObject([{ id, state: 'approved', approver: 'tom' }])

    const pictures = at('pictures')
    const made = await by(sue, 'canaries', 'make', id, '--count', '2', '--pictures', pictures)
    const drawn = recordsIn(made.out).map(({ sha256 }) => `${String(sha256)}.png`)
    expect((await readdir(pictures)).toSorted()).toEqual(drawn.toSorted())
    expect(drawn).toHaveLength(2)

    const listed = await by(tom, 'lookups', 'list')
    expect(recordsIn(listed.out)).toMatchObject([{ id, canaries: 2, calls: 0, hits: 0 }])
    expect(await by(tom, 'lookups', 'alarms')).toEqual({ code: 0, out: '', err: '' })
    const ended = await by(sue, 'lookups', 'end', id)
    expect(recordsIn(ended.out)).toMatchObject([{ id, state: 'ended' }])
    expect((await by(tom, 'lookups', 'approve', id)).err).toContain('[accreditation-not-in-force]')
  })

  it('say what an id and a likeness look like, and are not for analysts', async () => {
    const [sue, ana] = [await keyOf('sue2', 'supervisor'), await keyOf('ana', 'analyst')]
    const asked = ['lookups', 'accredit', newId(), '--purpose', 'x', '--list', newId()]
    for (const [args, code] of [
      [['lookups', 'end', 'x'], 'option-invalid'],
      [[...asked, '--algorithm', 'crc32'], 'option-invalid'],
      [[...asked, '--algorithm', 'pdq'], 'perceptual-not-said'],
      [[...asked, '--days', '367'], 'accreditation-invalid'],
      [['lookups', 'alarms', '--done', newId()], 'not-found'],
    ] as const) {
      const ended = await said(...args, '--key-file', sue)
      expect(ended).toMatchObject({ code: 1, out: '', err: expect.stringContaining(code) })
    }
    expect((await said('lookups', 'list', '--key-file', ana)).err).toContain('[not-allowed]')
  })
})
