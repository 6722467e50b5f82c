import { randomBytes } from 'node:crypto'
import { createApp } from '@nightlight/api'
import { logKeyOf, verifierOf } from '@nightlight/audit'
import { connect, createFieldCrypto, createLog, createRecordSigner } from '@nightlight/runtime'
import type { Description } from './client-types.ts'

/** The OpenAPI document of the sources as they are; no database is connected to. */
export async function describeApi(): Promise<Description> {
  const key = randomBytes(32)
  const db = connect('postgres://127.0.0.1/none', { max: 1, name: 'description' })
  const app = await createApp({
    db,
    crypto: createFieldCrypto(key),
    signer: createRecordSigner(key),
    logKey: async (from) => verifierOf(await logKeyOf(from, key)),
    enqueue: async () => undefined,
    now: () => new Date(),
    log: createLog('api', { level: 'silent' }),
    secure: false,
  })
  const document = await app.inject({ url: '/openapi.json' })
  await app.close()
  await db.destroy()
  return document.json<Description>()
}
