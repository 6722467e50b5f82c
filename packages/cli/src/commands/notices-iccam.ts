import { resolve } from 'node:path'
import { DomainError, LANGUAGES } from '@nightlight/contract'
import { iccamHandOver, readSender } from '@nightlight/notices'
import { callerDirectory } from '../caller-directory.ts'
import { asCaller, type CallerOptions } from './as-caller.ts'
import { isId } from './caller-key.ts'
import { writeDocument } from './write-document.ts'

/**
 * `nightlight notices iccam TAKEDOWN...`: what has to be entered in ICCAM, as a letter, JSON and CSV.
 *
 * @throws {DomainError} `option-invalid`, `nothing-to-enter`, why a file cannot be written; as `asCaller`
 */
export function noticesIccam(
  takedownIds: readonly string[],
  options: CallerOptions & { out: string; to: string; language: string },
): Promise<void> {
  const language = LANGUAGES.find((known) => known === options.language)
  if (!language || !takedownIds.every(isId)) {
    throw new DomainError(
      'invalid',
      'option-invalid',
      'Making an ICCAM hand-over: give ids of takedowns, as the API has them, and one of the four languages',
    )
  }
  const sender = readSender(process.env)
  const out = resolve(callerDirectory(), options.out)
  const now = (): Date => new Date()
  return asCaller(options, 'takedown:read', async ({ db, crypto }, { actor: by }) => {
    const order = { takedownIds, language, to: options.to, by }
    const { reference, document } = await iccamHandOver({ db, crypto, now, sender }, order)
    const paths = await writeDocument(out, reference, document)
    return paths.map((file) => ({ reference, file }))
  })
}
