import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { webhookSignature, webhookTimestamp } from './webhook-signature.ts'

type Example = {
  isFromHotline: (
    headers: Record<string, string>,
    body: string,
    secret: string,
    now?: number,
  ) => boolean
}

const read = async (): Promise<Example> => {
  const page = readFileSync(new URL('../../../../docs/portal.md', import.meta.url), 'utf8')
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? []
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Example
}

describe('the example of docs/portal.md', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
  const at = new Date('2026-03-01T10:00:00Z')
  const body = '{"type":"notice.test","data":{"text":"déjà"}}'
  const signed = (secrets: string[]) => ({
    'webhook-id': 'msg-1',
    'webhook-timestamp': webhookTimestamp(at),
    'webhook-signature': webhookSignature(secrets, { id: 'msg-1', at, body }),
  })

  it('takes what we sign, one of several secrets too, and nothing else', async () => {
    const { isFromHotline } = await read()
    const now = at.getTime() + 60_000
    expect(isFromHotline(signed([secret]), body, secret, now)).toBe(true)
    expect(isFromHotline(signed([other, secret]), body, secret, now)).toBe(true)
    expect(isFromHotline(signed([other]), body, secret, now)).toBe(false)
    expect(isFromHotline(signed([secret]), `${body} `, secret, now)).toBe(false)
    expect(isFromHotline({ ...signed([secret]), 'webhook-id': 'msg-2' }, body, secret, now)).toBe(
      false,
    )
    expect(isFromHotline({}, body, secret, now)).toBe(false)
  })

  it('takes nothing that is older than five minutes', async () => {
    const { isFromHotline } = await read()
    expect(isFromHotline(signed([secret]), body, secret, at.getTime() + 299_000)).toBe(true)
    expect(isFromHotline(signed([secret]), body, secret, at.getTime() + 301_000)).toBe(false)
  })
})
