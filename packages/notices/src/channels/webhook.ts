import type { Db } from '@nightlight/runtime'
import type { WebhookSettings } from '../channel-settings.ts'
import { mayHaveArrived } from '../notice-store.ts'
import type { Channel, Consignment } from './channel.ts'
import type { HttpCall } from './http-call.ts'
import { declined, isTaken, unanswered } from './http-outcome.ts'
import { webhookSignature, webhookTimestamp } from './webhook-signature.ts'

/**
 * Posts a notice to an endpoint of the provider, signed as Standard Webhooks has it.
 *
 * `webhook-id` is the notice's for ever: a receiver that has it answers 2xx and drops the copy, so a
 * call that was cut off is made again. 410 shuts the endpoint for good, and the notice goes by mail, unless
 * an earlier call may have brought it there.
 */
export function createWebhook(
  { db, call, now }: { db: Db; call: HttpCall; now: () => Date },
  { url, secrets }: WebhookSettings,
): Channel {
  return {
    urls: 'machine-part',
    isMail: false,
    async deliver(consignment, signal) {
      const id = consignment.head.id
      const at = now()
      const body = JSON.stringify(payloadOf(consignment))
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Nightlight',
        'webhook-id': id,
        'webhook-timestamp': webhookTimestamp(at),
        'webhook-signature': webhookSignature(secrets, { id, at, body }),
      }
      const end = await call({ method: 'POST', url, headers, body }, signal)
      if (end.status !== 'reply') return unanswered(end)
      return isTaken(end)
        ? { status: 'accepted', code: end.code, response: `HTTP ${end.code}` }
        : declined(end, now())
    },
    settleInDoubt: async ({ claim }) => ({
      status: 'not',
      isCertain: !(await mayHaveArrived(db, claim, FROM_BETWEEN)),
    }),
  }
}

/** What a gateway says that did not hear from the receiver, which may have it. */
const FROM_BETWEEN = [502, 504]

/** What is posted; a retraction has no reports, and names what it takes back. */
function payloadOf({ head, document, places, date, copies }: Consignment) {
  return {
    type: head.kind === 'retraction' ? 'notice.retracted' : 'notice.created',
    timestamp: date.toISOString(),
    data: {
      noticeId: head.id,
      reference: head.reference,
      kind: head.kind,
      language: head.language,
      ...(copies > 1 ? { copy: copies } : {}),
      subject: document.subject,
      text: document.text,
      xarf: document.xarf,
      addresses: places,
    },
  }
}
