import {
  activateSubmission,
  endSubmission,
  releaseLookBack,
  revokeEntry,
  withdrawList,
  type Person,
  type Submission,
} from '@nightlight/matcher'
import type { Permission } from '@nightlight/contract'
import { connect, createFieldCrypto, parseMasterKey, type Db } from '@nightlight/runtime'
import { openDataDirectory } from '../data-directory.ts'
import { borrowStation } from '../station.ts'
import { callerByKey, mustBeOwn } from './caller-key.ts'

export type HandleOptions = { data: string; keyFile: string; reason?: string; json?: boolean }

/** Does something to lists on the word of the person whose key is given. */
async function asCaller(
  options: HandleOptions,
  permission: Permission,
  [what, id]: readonly ['entry' | 'submission' | 'list', string],
  act: (db: Db, by: Person) => Promise<Record<string, unknown>>,
): Promise<void> {
  const directory = await openDataDirectory(options.data)
  await using station = await borrowStation(directory, process.env)
  const db = connect(station.databaseUrl, { max: 2, name: 'lists' })
  try {
    const crypto = createFieldCrypto(parseMasterKey(station.fieldKey))
    const by = await callerByKey({ db, crypto }, options.keyFile, permission)
    await mustBeOwn(db, by, what, id)
    const told = await act(db, by)
    if (options.json) console.log(JSON.stringify(told))
    else
      for (const [name, value] of Object.entries(told))
        console.log(`${name.padEnd(12)} ${String(value)}`)
  } finally {
    await db.destroy()
  }
}

const toldOf = ({ id, state, accepted, duplicate, look_back }: Submission) => ({
  submission: id,
  state,
  accepted,
  duplicate,
  lookBack: look_back,
})

/** `nightlight lists activate SUBMISSION`: by another person than who handed it in. */
export const listsActivate = (submissionId: string, options: HandleOptions): Promise<void> =>
  asCaller(options, 'list:activate', ['submission', submissionId], async (db, by) =>
    toldOf(await activateSubmission(db, submissionId, by)),
  )

/** `nightlight lists release SUBMISSION`: lets what was found by looking back act. */
export const listsRelease = (submissionId: string, options: HandleOptions): Promise<void> =>
  asCaller(options, 'list:release', ['submission', submissionId], async (db, by) =>
    toldOf(await releaseLookBack(db, submissionId, by)),
  )

/** `nightlight lists revoke`: an entry, a submission or a list, at once. */
export const listsRevoke = (
  what: 'entry' | 'submission' | 'list',
  id: string,
  options: HandleOptions,
): Promise<void> =>
  asCaller(options, 'list:revoke', [what, id], async (db, by) => {
    const reason = options.reason ?? ''
    if (what === 'entry') {
      await revokeEntry(db, id, reason, by)
      return { entry: id, state: 'revoked' }
    }
    if (what === 'list') {
      await withdrawList(db, id, reason, by)
      return { list: id, state: 'withdrawn' }
    }
    return toldOf(await endSubmission(db, id, { reason: 'revoked', note: reason }, by))
  })
