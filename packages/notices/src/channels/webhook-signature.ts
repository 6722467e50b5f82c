import { createHmac, sign } from 'node:crypto'
import { ed25519Of } from '../channel-settings.ts'

/**
 * The value of `webhook-signature`: one signature for each active secret, Ed25519 (`v1a`) before HMAC
 * (`v1`), for a receiver takes any that it can check.
 *
 * @param at  goes into `webhook-timestamp` as whole seconds
 * @see Standard Webhooks, "Signature scheme"
 */
export function webhookSignature(
  secrets: readonly string[],
  { id, at, body }: { id: string; at: Date; body: string },
): string {
  const content = Buffer.from(`${id}.${webhookTimestamp(at)}.${body}`, 'utf8')
  const isPublic = (secret: string): boolean => secret.startsWith('whsk_')
  return secrets
    .toSorted((a, b) => Number(isPublic(b)) - Number(isPublic(a)))
    .map((secret) =>
      isPublic(secret)
        ? `v1a,${sign(null, content, ed25519Of(secret)).toString('base64')}`
        : `v1,${createHmac('sha256', secretBytes(secret)).update(content).digest('base64')}`,
    )
    .join(' ')
}

export const webhookTimestamp = (at: Date): string => String(Math.floor(at.getTime() / 1000))

const secretBytes = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
