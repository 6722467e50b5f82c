import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DomainError, LANGUAGES } from '@nightlight/contract'
import { authorityOrder, parseOrder, readSender, type AuthorityOrder } from '@nightlight/notices'
import { callerDirectory } from '../caller-directory.ts'
import { mustBeReadable } from '../unreadable-file.ts'
import { asCaller, type CallerOptions } from './as-caller.ts'
import { isId } from './caller-key.ts'
import { writeDocument } from './write-document.ts'

/**
 * `nightlight notices order FILE TAKEDOWN...`: the order of an authority with its two answer forms, to
 * be served by the authority.
 *
 * @throws {DomainError} `option-invalid`, `file-unreadable`, `order-invalid`, `nothing-to-order`, why a
 *   file cannot be written; as `asCaller`
 */
export async function noticesOrder(
  file: string,
  takedownIds: readonly string[],
  options: CallerOptions & { out: string; language: string },
): Promise<void> {
  const language = LANGUAGES.find((known) => known === options.language)
  if (!language || !takedownIds.every(isId)) {
    throw new DomainError(
      'invalid',
      'option-invalid',
      'Writing an order: give ids of takedowns, as the API has them, and one of the four languages',
    )
  }
  const order = await readOrder(resolve(callerDirectory(), file))
  const sender = readSender(process.env)
  const out = resolve(callerDirectory(), options.out)
  const now = (): Date => new Date()
  await asCaller(options, 'takedown:read', async ({ db, crypto }, { actor: by }) => {
    const said = { order, takedownIds, language, by }
    const document = await authorityOrder({ db, crypto, now, sender }, said)
    const { reference } = order
    return (await writeDocument(out, reference, document)).map((path) => ({
      reference,
      file: path,
    }))
  })
}

async function readOrder(path: string): Promise<AuthorityOrder> {
  await mustBeReadable(path, 'Writing an order: the file')
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch {
    throw new DomainError('invalid', 'order-invalid', 'Reading an order: the file is not JSON')
  }
  return parseOrder(value)
}
