import {
  exportLog,
  proveOpened,
  requireCheckpoint,
  verifierOf,
  writeVerifierKey,
} from '@nightlight/audit'
import { DomainError } from '@nightlight/contract'
import { writeAudit } from '@nightlight/runtime'
import { isProgressShown, rateLine, startProgress } from '../hash/progress.ts'
import { isId } from './caller-key.ts'
import { inOneState, withLog } from './with-log.ts'

/** @throws {DomainError} as `exportLog`, `withLog` */
export async function auditExport(options: {
  data: string
  out: string
  quiet?: boolean
  json?: boolean
}): Promise<void> {
  await withLog(options.data, async ({ db, key }) => {
    let written = 0
    using _progress = isProgressShown(options.quiet, true)
      ? startProgress((seconds) => rateLine(written, 'events', seconds))
      : undefined
    const verifier = verifierOf(key)
    await writeAudit(db, {
      actor: 'command-line',
      action: 'audit.exported',
      objectType: 'audit',
      objectId: key.origin,
    })
    const events = await inOneState(db, (trx) =>
      exportLog(trx, options.out, { key: verifier, witnesses: [] }, (n) => {
        written = n
      }),
    )
    const word = writeVerifierKey(verifier)
    if (options.json) console.log(JSON.stringify({ events, key: word }))
    else {
      console.log(`${events} events written`)
      console.log(`key of the log, to hand over by another way: ${word}`)
    }
  })
}

/** @throws {DomainError} as `requireCheckpoint`, `withLog` */
export async function auditCheckpoint(options: { data: string }): Promise<void> {
  await withLog(options.data, async ({ db }) => {
    process.stdout.write(await requireCheckpoint(db))
  })
}

/** Prints who it was as well: the log has that it was taken out. @throws {DomainError} `option-invalid`; as `proveOpened`, `withLog` */
export async function auditProve(id: string, options: { data: string }): Promise<void> {
  if (!isId(id)) {
    throw new DomainError('invalid', 'option-invalid', 'Proving an event: give its id')
  }
  await withLog(options.data, async ({ db, crypto }) => {
    const proof = await inOneState(db, (trx) => proveOpened(trx, crypto, id))
    await writeAudit(db, {
      actor: 'command-line',
      action: 'audit.exported',
      objectType: 'audit',
      objectId: proof.event.id,
    })
    console.log(JSON.stringify(proof, null, 2))
  })
}
