import { DomainError } from '@nightlight/contract'
import { pino, type DestinationStream, type LogFn, type Logger } from 'pino'

export type Log = Logger

/**
 * Names of fields that are never written, at any depth of three.
 *
 * The rule is that nobody passes them; the list is the second line.
 */
const REDACTED = [
  'url',
  'pageUrl',
  'hash',
  'pdq',
  'md5',
  'sha1',
  'sha256',
  'blockhash',
  'value',
  'email',
  'mailbox',
  'to',
  'from',
  'reporter',
  'note',
  'password',
  'secret',
  'key',
  'token',
  'authorization',
  'cookie',
  'connectionString',
  'parameters',
]

/** Results of `safeError`, which may pass through it again on their way to the output. */
const SAFE = new WeakSet<object>()

type SafeError = { type: string; code?: string | number; message?: string; at?: string[] }

/**
 * What of an error may be logged: its class, stable code and stack frames, never its message.
 *
 * Database drivers and parsers put the offending value into the message. A `DomainError` is written
 * by us and keeps its message.
 *
 * @returns a plain object, the same one when given its own result
 */
export function safeError(error: unknown): SafeError {
  if (isSafe(error)) return error
  const safe = error instanceof Error ? partsOf(error) : { type: typeof error }
  SAFE.add(safe)
  return safe
}

const isSafe = (value: unknown): value is SafeError =>
  typeof value === 'object' && value !== null && SAFE.has(value)

function partsOf(error: Error): SafeError {
  const code = (error as { code?: unknown }).code
  const isCode =
    typeof code === 'number' || (typeof code === 'string' && /^[\w.-]{1,64}$/.test(code))
  return {
    type: error.name,
    ...(isCode ? { code } : {}),
    ...(error instanceof DomainError ? { message: error.message } : {}),
    at: framesOf(error),
  }
}

/** The stack begins with the message, which may hold anything, even lines that look like frames. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message)
  if (start < 0 || stack.slice(0, start).includes('\n')) return []
  return stack
    .slice(start + message.length)
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 6)
    .map((line) => line.trim())
}

/**
 * The log of a process: one JSON object a line on standard error.
 *
 * Events in the message, facts in fields, ids instead of addresses. An error may stand in any field,
 * or alone: only what `safeError` keeps of it is written.
 */
export function createLog(
  role: string,
  options: { level?: string; destination?: DestinationStream } = {},
): Log {
  const paths = REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  return pino(
    {
      level: options.level ?? 'info',
      base: { role },
      errorKey: 'error',
      redact: { paths, censor: '[kept out]' },
      serializers: { err: safeError, error: safeError },
      formatters: { log: withSafeErrors },
      hooks: {
        logMethod(args, method) {
          method.apply(this, withMessage(args))
        },
      },
    },
    options.destination ?? pino.destination(2),
  )
}

const withSafeErrors = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? safeError(value) : value,
    ]),
  )

/** Without a message of its own pino would take the one of the error. */
function withMessage(args: Parameters<LogFn>): Parameters<LogFn> {
  const [fields, message] = args as [unknown, string?]
  return typeof fields === 'object' && message === undefined ? [fields, 'event'] : args
}
