import { ReadableStream } from 'node:stream/web'
import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { providerKeys } from '../provider-key-store.ts'
import { recipientKey } from './recipient-key.ts'

/** Encrypts what goes by; as much as OpenPGP needs is held in memory, not the whole. */
export type SealFile = (plain: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>

/**
 * What encrypts a file to a provider: its OpenPGP key, the one added last that is fit (RFC 9580, binary).
 *
 * @returns null when it has none
 * @throws {DomainError} conflict, with the problem of the key as its code, when it has some but none is fit: what is
 *   meant for a key does not go out without one
 */
export async function fileSealer(
  db: DbOrTransaction,
  providerId: string,
  now: Date,
): Promise<SealFile | null> {
  const keys = (await providerKeys(db, providerId)).filter(({ kind }) => kind === 'openpgp')
  let problem: string | null = null
  for (const { kind, material } of keys) {
    const read = await recipientKey(kind, material, now)
    if (read.status === 'fit') return (plain) => sealed(plain, material, now)
    problem ??= read.problem
  }
  if (problem === null) return null
  throw new DomainError(
    'conflict',
    problem,
    `Encrypting a file: the OpenPGP key of the recipient is unfit (${problem}); add one that is valid now, or revoke it`,
  )
}

async function* sealed(
  plain: AsyncIterable<Uint8Array>,
  material: string,
  date: Date,
): AsyncGenerator<Uint8Array> {
  const { createMessage, encrypt, readKey } = await import('openpgp')
  const encryptionKeys = await readKey({ armoredKey: material })
  const message = await createMessage({ binary: ReadableStream.from(plain), date })
  const out = await encrypt({ message, encryptionKeys, date, format: 'binary' })
  yield* out
}
