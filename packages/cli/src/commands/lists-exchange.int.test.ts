import { writeFile } from 'node:fs/promises'
import { connect, newId } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { at, databaseUrl, keyOf, said } = installCommand('--json')
const officerOf = (authority: string, name: string): Promise<string> =>
  keyOf(name, 'police', '--authority', authority)

describe('lists exchange', () => {
  it('is added and approved by officers of the authority whose list it is', async () => {
    const [ann, bob] = [await officerOf('North', 'ann'), await officerOf('North', 'bob')]
    const eve = await officerOf('South', 'eve')
    const db = connect(databaseUrl(), { max: 1 })
    const listId = newId()
    const { id: authority_id } = await db
      .selectFrom('authority')
      .select('id')
      .where('name', '=', 'North')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('hash_list')
      .values({
        id: listId,
        authority_id,
        name: 'list',
        legal_class: 'csam',
        purpose: 'notice-and-takedown',
        jurisdictions: ['BE'],
        max_distance: 31,
        opens: 'never',
      })
      .execute()
    await db.destroy()
    const config = at('exchange.json')
    const baseUrl = 'http://127.0.0.1:1'
    await writeFile(config, JSON.stringify({ kind: 'ncmec', baseUrl, user: 'u', password: 'p' }))
    const add = (key: string) => said('lists', 'exchange', 'add', listId, config, '--key-file', key)
    expect((await add(eve)).err).toContain('[list-not-found]')
    const { exchange } = JSON.parse((await add(ann)).out) as { exchange: string }
    const approve = (id: string, key: string) =>
      said('lists', 'exchange', 'approve', id, '--key-file', key)
    expect((await approve(exchange, eve)).err).toContain('[list-not-found]')
    expect((await approve(newId(), eve)).err).toContain('[list-not-found]')
    expect((await approve(exchange, ann)).err).toContain('[second-person-needed]')
    expect(JSON.parse((await approve(exchange, bob)).out)).toMatchObject({ state: 'approved' })
    const show = async (key: string) =>
      (await said('lists', 'exchange', 'show', '--key-file', key)).out
    expect(JSON.parse(await show(ann))).toMatchObject({ exchange, isApproved: true })
    expect(await show(eve)).toBe('')
  })
})
