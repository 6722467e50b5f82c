import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DomainError } from '@nightlight/contract'
import { createDeadlines, importAnswers, MAX_ANSWERS_BYTES } from '@nightlight/notices'
import { callerDirectory } from '../caller-directory.ts'
import { fileUnreadable } from '../unreadable-file.ts'
import { asCaller, type CallerOptions } from './as-caller.ts'

/**
 * `nightlight replies import FILE`: takes in what providers said, on the word of somebody of the hotline.
 *
 * Looks that it makes due are found by the sweep of the crawler.
 */
export const repliesImport = (file: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'reply:handle', async ({ db, crypto }, { actor }) => {
    const bytes = await readFile(resolve(callerDirectory(), file)).catch((cause: unknown) => {
      throw fileUnreadable('Reading answers: the file', cause)
    })
    if (bytes.length > MAX_ANSWERS_BYTES) {
      throw new DomainError('invalid', 'file-too-large', 'Reading answers: more than 1 MiB')
    }
    const deps = { db, crypto, deadlines: createDeadlines(Number(process.env.PACE ?? 1)) }
    const by = { actor, way: 'csv', providerId: null, at: new Date() } as const
    const { applied, repeated, refused } = await importAnswers(deps, bytes, by)
    return [
      ...refused.map(({ line, code }) => ({ line, refused: code })),
      { applied, repeated, refused: refused.length },
    ]
  })
