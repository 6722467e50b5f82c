import { isKnownCode } from '../../packages/api/src/errors.ts'
import { MARKER } from './hostile-values.ts'
import type { Answer, Sent } from './send.ts'

/** The longest that an answer may take, ms. */
export const LIMIT_MS = 2_000

/** What a stack, a path of a file or a message of the database looks like. */
const INNARDS =
  /\bat (async )?[\w.<>]+ \(|node_modules|node:internal|\.ts\b|Error:|\b(select|insert into) |syntax error|constraint/i

/** What is wrong with an answer, whatever the request was; null when nothing is. */
export function faultIn(
  { status, type, body, ms }: Answer,
  { method, mayBeCutOff }: Omit<Sent, 'bytes'>,
): string | null {
  if (ms > LIMIT_MS) return `took longer than ${LIMIT_MS} ms`
  if (status === 0) return mayBeCutOff ? null : 'no answer'
  if (status >= 500) return `status ${status}`
  if (status < 400 || method === 'HEAD') return null
  if (body.includes(MARKER)) return 'repeats what was sent'
  if (INNARDS.test(body)) return `tells of its innards: ${body.slice(0, 300)}`
  if (!type.startsWith('application/problem+json')) return `an error as ${type || 'nothing'}`
  const problem = problemIn(body)
  if (problem === null) return 'an error that is no JSON object'
  if (problem['status'] !== status) return 'a problem of another status'
  const { code } = problem
  if (typeof code !== 'string' || !isKnownCode(code))
    return `${status} with the unknown code ${String(code)}`
  return problem['type'] === `urn:nightlight:problem:${code}` ? null : 'a problem of another type'
}

function problemIn(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
