import { createHash } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { seedCase, seedTakedown, signLogWith, unzip } from '@nightlight/api/testing'
import { describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { at, inside, keyOf, said } = installCommand('--json')

describe('cases export', () => {
  it('says what an id, a reason and a ground look like, before it looks for anything', async () => {
    const key = at('key')
    await writeFile(key, 'nl_live_none')
    const id = '018f0000-0000-7000-8000-000000000000'
    for (const [takedown, reason, basis] of [
      ['x', 'court-order', 'Art. 18'],
      [id, 'because', 'Art. 18'],
      [id, 'court-order', ' '],
    ] as const) {
      const ground = ['--reason', reason, '--legal-basis', basis]
      const out = ['--out', at('case.zip'), '--key-file', key]
      const { err, code } = await said('cases', 'export', takedown, ...ground, ...out)
      expect([err, code]).toEqual([expect.stringContaining('[option-invalid]'), 1])
    }
  })

  it('writes an archive for its owner alone, tells which, and never over a file', async () => {
    const [sue, ana] = [await keyOf('sue', 'supervisor'), await keyOf('ana', 'analyst')]
    const takedownId = await inside(async (deps) => {
      const seeded = await seedTakedown(deps, await seedCase(deps))
      await signLogWith(deps, deps.rootKey)
      return seeded.takedownId
    })
    const file = at('whole.zip')
    const ground = ['--reason', 'court-order', '--legal-basis', 'Art. 18', '--out', file]
    const exported = (key: string) =>
      said('cases', 'export', takedownId, ...ground, '--key-file', key)
    expect((await exported(ana)).err).toContain('[not-allowed]')

    const told = await exported(sue)
    expect(told).toMatchObject({ code: 0, err: '' })
    const archive = await readFile(file)
    const manifest = unzip(archive).get('manifest.json')!
    expect(JSON.parse(told.out)).toEqual({
      file,
      encrypted: false,
      manifest: createHash('sha256').update(manifest).digest('hex'),
    })
    expect(JSON.parse(manifest.toString())).toMatchObject({ counts: { notices: 1 } })
    expect((await stat(file)).mode & 0o777).toBe(0o600)

    expect((await exported(sue)).err).toContain('[output-exists]')
    expect(await readFile(file)).toEqual(archive)
    const noted = await inside(({ db }) =>
      db
        .selectFrom('audit_event')
        .select('object_id')
        .where('action', '=', 'case.exported')
        .execute(),
    )
    expect(noted).toEqual([{ object_id: takedownId }])
  })
})
