import { pino, type DestinationStream, type Logger } from 'pino'

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

/**
 * What of an error may be logged: its class, stable code and stack frames, never its message.
 *
 * Database drivers and parsers put the offending value into the message.
 */
export function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = (error as { code?: unknown }).code
  return {
    type: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.name === 'DomainError' || error.name === 'EnvironmentError'
      ? { message: error.message }
      : {}),
    at: (error.stack ?? '')
      .split('\n')
      .filter((line) => line.trimStart().startsWith('at '))
      .slice(0, 6)
      .map((line) => line.trim()),
  }
}

/**
 * The log of a process: one JSON object a line on standard error.
 *
 * Events in the message, facts in fields, ids instead of addresses.
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
      redact: { paths, censor: '[kept out]' },
      serializers: { err: safeError, error: safeError },
    },
    options.destination ?? pino.destination(2),
  )
}
