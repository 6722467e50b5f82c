import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFieldCrypto, generationOf, newId } from '../crypto.ts'
import { connect, type Db } from '../postgres.ts'
import { createTestDatabase } from '../testing.ts'
import { openDataKeys } from './data-keys.ts'
import { ensureDataKeys } from './make-keys.ts'
import { resealAll } from './reseal.ts'
import { rotateDataKeys, rotateMasterKey } from './rotate-keys.ts'
import { SEALED_COLUMNS } from './sealed-columns.ts'

const wrong = expect.objectContaining({ code: 'field-key-wrong' }) as Error
const URL_CANARY = 'http://canary.example/picture.jpg'
let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Db
const masterKey = randomBytes(32)

beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url, { max: 6 })
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const quick = { actor: 'test', activeAfterMs: 0 }
const placeOf = (row: string) => ({ table: 'location', column: 'url_ct', row })

async function addLocations(crypto: ReturnType<typeof createFieldCrypto>, count: number) {
  const ids = Array.from({ length: count }, () => newId())
  await db
    .insertInto('location')
    .values(
      ids.map((id) => ({
        id,
        url_ct: crypto.seal(placeOf(id), `${URL_CANARY}?${id}`),
        url_key: crypto.blindIndex('url', id),
        host: 'canary.example',
        registrable_domain: 'canary.example',
      })),
    )
    .execute()
  return ids
}

const sealedLocations = () => db.selectFrom('location').select(['id', 'url_ct']).execute()

describe('SEALED_COLUMNS', () => {
  it('names every sealed column of the schema, and no other', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and column_name like '%\\_ct'`.execute(db)
    const named = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`)
    expect(named.toSorted()).toEqual(rows.map(({ name }) => name).toSorted())
  })

  it('says of each row what its value is bound to, in terms that the schema knows', async () => {
    for (const { table, row } of SEALED_COLUMNS) {
      await sql`select ${sql.raw(row)} as row from ${sql.table(table)} limit 0`.execute(db)
    }
  })
})

describe('rotateDataKeys', () => {
  it('seals everything again while readers of before go on, old values included', async () => {
    const derived = createFieldCrypto(masterKey)
    await addLocations(derived, 300)
    await ensureDataKeys(db, masterKey)
    await using before = await openDataKeys(db, masterKey, { followMs: 0 })
    await addLocations(before.crypto, 300)
    expect(new Set((await sealedLocations()).map((row) => generationOf(row.url_ct)))).toEqual(
      new Set([null, 1]),
    )
    const said: unknown[] = []
    const done = await rotateDataKeys(db, masterKey, {
      ...quick,
      said: (progress) => void said.push(progress),
    })
    expect(done).toEqual({ generation: 2, resealed: 600, unreadable: 0 })
    expect(said.length).toBeGreaterThan(0)
    await before.refresh()
    for (const { id, url_ct } of await sealedLocations()) {
      expect(generationOf(url_ct)).toBe(2)
      expect(before.crypto.openText(placeOf(id), url_ct)).toBe(`${URL_CANARY}?${id}`)
    }
  })

  it('is found by a process that runs, without being told', async () => {
    await using keys = await openDataKeys(db, masterKey, { followMs: 10 })
    const { generation } = await rotateDataKeys(db, masterKey, quick)
    const id = newId()
    await expect
      .poll(() => generationOf(keys.crypto.seal(placeOf(id), 'x')), { interval: 10 })
      .toBe(generation)
  })

  it('goes on with its generation after it was cut off', async () => {
    await using keys = await openDataKeys(db, masterKey, { followMs: 0 })
    await addLocations(keys.crypto, 200)
    const stop = new AbortController()
    const cut = rotateDataKeys(db, masterKey, {
      ...quick,
      signal: stop.signal,
      said: (progress) => {
        if ('table' in progress && progress.resealed > 0) stop.abort(new Error('killed'))
      },
    })
    await expect(cut).rejects.toThrow('killed')
    const { generation } = await db
      .selectFrom('data_key')
      .select('generation')
      .orderBy('generation', 'desc')
      .executeTakeFirstOrThrow()
    const rest = await rotateDataKeys(db, masterKey, quick)
    expect(rest).toMatchObject({ generation, unreadable: 0 })
    const left = (await sealedLocations()).filter((row) => generationOf(row.url_ct) !== generation)
    expect(left).toEqual([])
  })

  it('leaves what it cannot open as it is, says how much that was, and makes the next key all the same', async () => {
    const id = newId()
    const foreign = createFieldCrypto(randomBytes(32))
    await sql`insert into location (id, url_ct, url_key, host, registrable_domain)
      values (${id}, ${foreign.seal(placeOf(id), 'x')}, ${foreign.blindIndex('url', id)}, 'a.example', 'a.example')`.execute(
      db,
    )
    const done = await rotateDataKeys(db, masterKey, quick)
    expect(done.unreadable).toBe(1)
    const next = await rotateDataKeys(db, masterKey, quick)
    expect(next).toMatchObject({ generation: done.generation + 1, unreadable: 1 })
    await db.deleteFrom('location').where('id', '=', id).execute()
    expect(await rotateDataKeys(db, masterKey, quick)).toMatchObject({
      generation: done.generation + 2,
      unreadable: 0,
    })
  })

  it('does not run beside another one', async () => {
    const results = await Promise.allSettled([
      rotateDataKeys(db, masterKey, quick),
      rotateDataKeys(db, masterKey, quick),
    ])
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual([
      'keys-being-rotated',
    ])
  })

  it('loses no write that comes between its reading and its writing', async () => {
    await using keys = await openDataKeys(db, masterKey, { followMs: 0 })
    const [id] = await addLocations(keys.crypto, 1)
    const written = keys.crypto.seal(placeOf(id!), 'written meanwhile')
    // another generation than anything has, so that every row is opened
    const writing = { ...keys.crypto }
    let update: Promise<unknown> | undefined
    writing.open = (place, sealed) => {
      if (place.row === id) {
        update ??= db
          .updateTable('location')
          .set({ url_ct: written })
          .where('id', '=', id)
          .execute()
      }
      return keys.crypto.open(place, sealed)
    }
    await resealAll({ db, crypto: writing }, 60_000)
    await update
    const { url_ct } = await db
      .selectFrom('location')
      .where('id', '=', id!)
      .select('url_ct')
      .executeTakeFirstOrThrow()
    expect(keys.crypto.openText(placeOf(id!), url_ct)).toBe('written meanwhile')
  })
})

describe('guards of sealed columns', () => {
  it('let only the owner who reseals change a sealed value of a decision', async () => {
    const { rows } = await sql<{ definition: string }>`
      select pg_get_triggerdef(oid) as definition from pg_trigger
       where pg_get_triggerdef(oid) like '%is_resealing%'`.execute(db)
    expect(rows).toHaveLength(5)
    const asked = await db.transaction().execute(async (trx) => {
      await sql`select set_config('nightlight.resealing', 'on', true)`.execute(trx)
      const owner = await sql<{ yes: boolean }>`select is_resealing('list_feed') as yes`.execute(
        trx,
      )
      await sql`set local role pg_monitor`.execute(trx)
      const other = await sql<{
        yes: boolean
      }>`select is_resealing('public.list_feed') as yes`.execute(trx)
      return [owner.rows[0]!.yes, other.rows[0]!.yes]
    })
    expect(asked).toEqual([true, false])
  })
})

describe('rotateMasterKey', () => {
  it('has the new master key open everything and the old one nothing', async () => {
    const next = randomBytes(32)
    await using before = await openDataKeys(db, masterKey, { followMs: 0 })
    const key = before.crypto.blindIndex('url', 'x')
    await rotateMasterKey(db, masterKey, next, { actor: 'test' })
    await expect(openDataKeys(db, masterKey)).rejects.toThrow(wrong)
    await using after = await openDataKeys(db, next, { followMs: 0 })
    for (const { id, url_ct } of await sealedLocations()) {
      expect(after.crypto.openText(placeOf(id), url_ct).length).toBeGreaterThan(0)
    }
    expect(after.crypto.blindIndex('url', 'x')).toEqual(key)
    expect(after.rootKey).toEqual(before.rootKey)
    // one that runs goes on with what it has read
    await before.refresh()
    await rotateMasterKey(db, next, masterKey, { actor: 'test' })
  })

  it('changes nothing when the new key cannot be kept', async () => {
    const keep = () => Promise.reject(new Error('disk full'))
    const rotating = rotateMasterKey(db, masterKey, randomBytes(32), { actor: 'test', keep })
    await expect(rotating).rejects.toThrow('disk full')
    await using keys = await openDataKeys(db, masterKey, { followMs: 0 })
    expect(keys.rootKey).toEqual(masterKey)
  })
})
