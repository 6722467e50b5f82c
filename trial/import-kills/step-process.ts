// One step of the life of a submission, told by its environment; it is killed at any moment and begun again.
import { createHash } from 'node:crypto'
import {
  connect,
  createFieldCrypto,
  createLog,
  parseMasterKey,
} from '../../packages/runtime/src/index.ts'
import { importList } from '../../packages/matcher/src/import-list.ts'
import { followLists } from '../../packages/matcher/src/list-follower.ts'
import { lookBack } from '../../packages/matcher/src/look-back/look-back.ts'
import { activateSubmission } from '../../packages/matcher/src/submissions/activate-submission.ts'
import { endSubmission } from '../../packages/matcher/src/submissions/end-submission.ts'
import { settleEndings } from '../../packages/matcher/src/submissions/settle-endings.ts'
import { fileOf, LIST_TERMS, type Step } from './rows.ts'

const { DATABASE_URL: databaseUrl = '', FIELD_KEY = '', STEP, ROUND, SUBMISSION = '' } = process.env
const round = Number(ROUND)
const db = connect(databaseUrl, { max: 5 })
const crypto = createFieldCrypto(parseMasterKey(FIELD_KEY))
const log = createLog('trial', { level: 'silent' })
const second = { actor: 'trial:second', name: 'second' }

const steps: Record<Step, () => Promise<unknown>> = {
  async import() {
    const file = fileOf(round)
    return importList(
      { db, crypto },
      {
        source: { bytes: pieces(file), format: 'plain' },
        authority: 'Trial police',
        list: `list ${round}`,
        terms: LIST_TERMS,
        by: { actor: 'trial:officer', name: 'officer' },
        dryRun: false,
        facts: { headSha256: createHash('sha256').update(file).digest(), size: file.length },
      },
    )
  },
  activate: () => activateSubmission(db, SUBMISSION, second),
  async 'look-back'() {
    await using follower = await followLists({ db, crypto, log, databaseUrl })
    const use = { purpose: LIST_TERMS.purpose, jurisdiction: 'BE' }
    const refresh = (): Promise<void> => follower.refresh()
    return lookBack({ db, crypto, log, lists: follower.lists, refresh, use, now: () => new Date() })
  },
  async revoke() {
    await endSubmission(db, SUBMISSION, { reason: 'revoked', note: '' }, second)
    return settleEndings(db)
  },
}

async function* pieces(file: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += 16_384) yield file.subarray(at, at + 16_384)
}

// the connection and the first query are not what is to be killed
await db.selectFrom('list_epoch').select('epoch').execute()
process.send?.('ready')
await steps[STEP as Step]()
process.send?.('done')
await db.destroy()
process.disconnect()
