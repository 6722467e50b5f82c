import { request } from 'node:http'

export type Asked = { status: number; body: string; headers: Record<string, unknown> }

const FORM = 'application/x-www-form-urlencoded'

export type Ask = (
  method: string,
  path: string,
  options?: { headers?: Record<string, string>; body?: string },
) => Promise<Asked>

/**
 * Asks the API, and keeps what it says to those who asked for what cannot be: bodies and headers of errors. Forms that
 * come back with what was typed into them are kept apart, whose headers may hold no more than those of others.
 */
export function createAsk(baseUrl: string): {
  ask: Ask
  errors: string[]
  formsAgain: string[]
  statuses: Map<number, number>
} {
  const errors: string[] = []
  const formsAgain: string[] = []
  const statuses = new Map<number, number>()
  const ask: Ask = (method, path, { headers = {}, body } = {}) =>
    new Promise((resolve) => {
      const settle = (answer: Asked): void => {
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        if (answer.status >= 400) {
          const isForm = headers['content-type'] === FORM && /id="what-happened"/.test(answer.body)
          errors.push(JSON.stringify(answer.headers))
          ;(isForm ? formsAgain : errors).push(answer.body)
        }
        resolve(answer)
      }
      const { hostname, port } = new URL(baseUrl)
      const lost = (): void => settle({ status: 0, body: '', headers: {} })
      const sent = request({ hostname, port, method, path, headers, timeout: 20_000 }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', lost)
        answer.on('end', () =>
          settle({
            status: answer.statusCode ?? 0,
            body: Buffer.concat(parts).toString('latin1'),
            headers: answer.headers,
          }),
        )
      })
      sent.on('timeout', () => sent.destroy()).on('error', lost)
      sent.end(body)
    })
  return { ask, errors, formsAgain, statuses }
}

/** The JSON of an answer, or an empty object where it has none. */
export function jsonOf<T>({ body }: Asked): Partial<T> {
  try {
    return JSON.parse(body) as Partial<T>
  } catch {
    return {}
  }
}
