import { buffer } from 'node:stream/consumers'
import { connect, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { decrypt, generateKey, readMessage } from 'openpgp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { revokeProviderKey } from '../provider-key-store.ts'
import { vouchedKey } from '../testing-keys.ts'
import { fileSealer } from './seal-file.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const now = new Date()
const user = { userIDs: [{ name: 'Police' }], date: new Date(now.getTime() - 60_000) }
const LATER = new Date(now.getTime() + 2 * 86_400_000)

async function police(): Promise<string> {
  const id = newId()
  const facts = { id, handle: `test:${id}`, kind: 'police', name: 'Police' } as const
  await db
    .insertInto('provider')
    .values({ ...facts, country: 'NL', language: 'nl' })
    .execute()
  return id
}

async function* pieces(): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < 40; n++) yield Buffer.alloc(50_000, n)
}

describe('fileSealer', () => {
  it('has nothing to encrypt with for who has no key', async () => {
    expect(await fileSealer(db, await police(), now)).toBeNull()
  })

  it('encrypts piece by piece to the key, for its holder alone', async () => {
    const providerId = await police()
    const { publicKey, privateKey } = await generateKey({ ...user, format: 'object' })
    const key = { providerId, material: publicKey.armor() }
    await vouchedKey(db, key, now)
    const seal = await fileSealer(db, providerId, now)
    const sealed = await buffer(seal!(pieces()))
    expect(sealed.includes(Buffer.alloc(64, 1))).toBe(false)
    const message = await readMessage({ binaryMessage: new Uint8Array(sealed) })
    const opened = await decrypt({ message, decryptionKeys: privateKey, format: 'binary' })
    expect(Buffer.from(opened.data as Uint8Array).equals(await buffer(pieces()))).toBe(true)
  })

  it('refuses a key that has expired: nothing goes out in clear that was meant for a key', async () => {
    const providerId = await police()
    const { publicKey } = await generateKey({
      ...user,
      keyExpirationTime: 86_400,
      format: 'object',
    })
    const key = { providerId, material: publicKey.armor() }
    const fingerprint = await vouchedKey(db, key, now)
    await expect(fileSealer(db, providerId, LATER)).rejects.toMatchObject({
      code: 'recipient-key-expired',
    })
    await revokeProviderKey(db, { providerId, fingerprint, by: 'test' }, now)
    expect(await fileSealer(db, providerId, LATER)).toBeNull()
  })
})
