import { writeFile } from 'node:fs/promises'
import { connect, newId } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { at, databaseUrl, keyOf, said } = installCommand('--json')

describe('replies import', () => {
  it('says of each line that it does not take why, and is for people of the hotline', async () => {
    const ann = await keyOf('ann', 'analyst')
    const file = at('answers.csv')
    await writeFile(file, 'reference,answer,detail\nNL-2026-000001,actioned,\ncanary,actioned,\n')
    const { out } = await said('replies', 'import', file, '--key-file', ann)
    const rows = out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(rows).toEqual([
      { line: 2, refused: 'notice-not-found' },
      { line: 3, refused: 'reference-invalid' },
      { applied: 0, repeated: 0, refused: 2 },
    ])
    expect(out).not.toContain('canary')
    const aud = await keyOf('aud', 'auditor')
    const other = await said('replies', 'import', file, '--key-file', aud)
    expect(other.err).toContain('[not-allowed]')
    for (const wrong of ['one\ntwo\n', 'only one line', '']) {
      await writeFile(file, wrong)
      const { err, out: none } = await said('replies', 'import', file, '--key-file', ann)
      expect(err).toContain('[answers-not-csv]')
      expect(none).toBe('')
    }
  }, 180_000)
})

describe('keys create --provider', () => {
  it('binds a key to a provider that there is, and to no other role', async () => {
    const db = connect(databaseUrl(), { max: 1 })
    const id = newId()
    const facts = { id, handle: 'ripe:ORG-X', kind: 'host', name: 'X', language: 'en' } as const
    await db
      .insertInto('provider')
      .values({ ...facts, country: null })
      .execute()
    await keyOf('desk', 'provider', '--provider', 'ripe:ORG-X')
    const keys = db.selectFrom('api_key').select('provider_id').where('name', '=', 'desk')
    expect(await keys.execute()).toEqual([{ provider_id: id }])
    await db.destroy()
    const create = (...args: string[]) => said('keys', 'create', '--name', 'no', '--role', ...args)
    expect((await create('provider', '--provider', 'none')).err).toContain('[provider-not-found]')
    expect((await create('analyst', '--provider', id)).err).toContain(
      '[provider-for-providers-only]',
    )
  }, 180_000)
})
