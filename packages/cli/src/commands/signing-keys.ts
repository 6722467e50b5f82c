import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  approveSigningKey,
  endSigningKey,
  proposeSigningKey,
  ruleSignatures,
  signingKeysOf,
  type SigningKey,
} from '@nightlight/api'
import { DomainError } from '@nightlight/contract'
import type { Db, DbOrTransaction } from '@nightlight/runtime'
import { callerDirectory } from '../caller-directory.ts'
import { fileUnreadable } from '../unreadable-file.ts'
import { asCaller, type CallerOptions } from './as-caller.ts'
import { isId, type Caller } from './caller-key.ts'

const toldOf = ({ publicKey, authorityId, ...key }: SigningKey) => ({
  ...key,
  authorityId,
  publicKey: publicKey.toString('base64'),
})

/** `nightlight signing-keys list`: the keys of the authority that the caller acts for; all for whoever acts for none. */
export const signingKeysList = (options: CallerOptions): Promise<void> =>
  asCaller(options, 'list:read', async ({ db }, { authorityId }) =>
    (await signingKeysOf(db, authorityId)).map(toldOf),
  )

/** `nightlight signing-keys propose FILE`. */
export const signingKeysPropose = (
  file: string,
  options: CallerOptions & { name: string },
): Promise<void> =>
  asCaller(options, 'list:write', async ({ db }, by) => {
    const publicKey = await readFile(resolve(callerDirectory(), file), 'utf8').catch(
      (cause: unknown) => {
        throw fileUnreadable('Proposing a key: the file', cause)
      },
    )
    const asked = { name: options.name, publicKey }
    return inOne(db, async (trx) => toldOf(await proposeSigningKey(trx, asked, by, new Date())))
  })

type Act = (db: DbOrTransaction, id: string, by: Caller, at: Date) => Promise<SigningKey>

const toKey = (
  id: string,
  options: CallerOptions,
  permission: 'list:activate' | 'list:revoke',
  act: Act,
) =>
  asCaller(options, permission, async ({ db }, by) => {
    if (!isId(id)) {
      throw new DomainError(
        'invalid',
        'option-invalid',
        'Naming a key: give its id, as `signing-keys list` tells it',
      )
    }
    return inOne(db, async (trx) => toldOf(await act(trx, id, by, new Date())))
  })

/** `nightlight signing-keys approve ID`: by another officer than who proposed it. */
export const signingKeysApprove = (id: string, options: CallerOptions): Promise<void> =>
  toKey(id, options, 'list:activate', approveSigningKey)

/** `nightlight signing-keys end ID`. */
export const signingKeysEnd = (id: string, options: CallerOptions): Promise<void> =>
  toKey(id, options, 'list:revoke', endSigningKey)

/** `nightlight signing-keys require yes|no`: two officers say no. */
export const signingKeysRequire = (answer: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'list:activate', async ({ db }, by) => {
    if (answer !== 'yes' && answer !== 'no') {
      throw new DomainError('invalid', 'option-invalid', 'Requiring signatures: say yes or no')
    }
    return inOne(db, (trx) => ruleSignatures(trx, answer === 'yes', by, new Date()))
  })

const inOne = async <Row>(db: Db, run: (trx: DbOrTransaction) => Promise<Row>): Promise<Row[]> => [
  await db.transaction().execute(run),
]
