import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { exportCase, EXPORT_REASONS, type ExportReason } from '@nightlight/api'
import { DomainError } from '@nightlight/contract'
import { providerNamed } from '@nightlight/notices'
import { callerDirectory } from '../caller-directory.ts'
import { writeError } from '../hash/writing.ts'
import { asCaller, type CallerOptions } from './as-caller.ts'
import { isId } from './caller-key.ts'

type Options = CallerOptions & {
  out: string
  reason: string
  legalBasis: string
  recipient?: string
}

/**
 * Writes a case for the police into a new file that nobody else on the machine may read.
 *
 * @throws {DomainError} `option-invalid`, `output-exists`; as `asCaller` and `exportCase`
 */
export async function casesExport(takedownId: string, options: Options): Promise<void> {
  const reason = EXPORT_REASONS.find((one) => one === options.reason)
  const { legalBasis, recipient } = options
  if (!isId(takedownId) || reason === undefined || legalBasis.trim() === '') {
    throw new DomainError(
      'invalid',
      'option-invalid',
      `Exporting a case: give the id of a takedown, a legal basis, and as --reason one of ${EXPORT_REASONS.join(', ')}`,
    )
  }
  const file = resolve(callerDirectory(), options.out)
  await asCaller(options, 'case:export', async (deps, by) => {
    const recipientId = recipient === undefined ? null : await providerNamed(deps.db, recipient)
    const now = (): Date => new Date()
    const asked = { takedownId, reason: reason satisfies ExportReason, legalBasis, recipientId, by }
    // The name is taken first: what cannot be written is not exported.
    await take(file)
    const draft = `${file}.part`
    try {
      await using made = await exportCase({ ...deps, now }, asked)
      await pipeline(made.content, createWriteStream(draft, { flags: 'wx', mode: 0o600 }))
      await rename(draft, file)
      const { encrypted, manifestSha256 } = made
      return [{ file: options.out, encrypted, manifest: manifestSha256 }]
    } catch (error) {
      await rm(draft, { force: true })
      await rm(file, { force: true })
      throw error
    }
  })
}

async function take(file: string): Promise<void> {
  try {
    await (await open(file, 'wx', 0o600)).close()
  } catch (error) {
    throw writeError('the export', error)
  }
}
