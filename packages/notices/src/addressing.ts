import type { Db, DbOrTransaction, Log } from '@nightlight/runtime'
import { raiseAttention } from './attention-store.ts'
import { recipientKey, type KeyProblem, type RecipientKey } from './channels/recipient-key.ts'
import type { UrlPolicy } from './documents/url-policy.ts'
import { lockNoticeTakedowns, type NoticeHead } from './notice-store.ts'
import { providerKeys } from './provider-key-store.ts'

/** How a mail to one provider is written and closed. */
export type Addressing = {
  urls: UrlPolicy
  encrypt: ((raw: Uint8Array) => Promise<Uint8Array>) | null
  /** Why it is not encrypted though it should be. */
  problem: KeyProblem | null
}

/**
 * What a policy comes to with the keys that there are: the first that is fit is used, and without one
 * no exact address goes by mail.
 *
 * @param keys  the preferred one first
 */
export function chooseAddressing(policy: UrlPolicy, keys: readonly RecipientKey[]): Addressing {
  if (policy !== 'encrypted') return { urls: policy, encrypt: null, problem: null }
  const fit = keys.find((key) => key.status === 'fit')
  if (fit) return { urls: policy, encrypt: fit.encrypt, problem: null }
  const [first] = keys
  const problem = first?.status === 'unfit' ? first.problem : 'recipient-key-missing'
  return { urls: 'reply-page', encrypt: null, problem }
}

/** What was decided for the provider of a notice comes to; reads its keys where they matter. */
export async function addressingOf(
  db: DbOrTransaction,
  { providerId, urlPolicy }: Pick<NoticeHead, 'providerId' | 'urlPolicy'>,
  usual: UrlPolicy,
  now: Date,
): Promise<Addressing> {
  const policy = urlPolicy ?? usual
  const kept = policy === 'encrypted' ? await providerKeys(db, providerId) : []
  const keys = await Promise.all(
    kept.map(({ kind, material }) => recipientKey(kind, material, now)),
  )
  return chooseAddressing(policy, keys)
}

/** Has a person see to the key of a provider whose notice went without exact addresses. */
export async function tellOfKey(
  { db, log }: { db: Db; log: Log },
  noticeId: string,
  problem: KeyProblem,
): Promise<void> {
  log.warn({ noticeId, problem }, 'a notice could not be encrypted and has no exact address')
  await db.transaction().execute(async (trx) => {
    const ids = (await lockNoticeTakedowns(trx, noticeId)).map(({ takedownId }) => takedownId)
    await raiseAttention(trx, ids, 'recipient-key-unusable', ['notice-waiting', 'stuck'])
  })
}
