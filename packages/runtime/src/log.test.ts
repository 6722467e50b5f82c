import { DomainError } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { createLog, safeError, type Log } from './log.ts'

const CANARY = 'https://canary.example/picture.jpg'

function written(write: (log: Log) => void): { text: string; line: Record<string, unknown> } {
  let text = ''
  write(createLog('test', { level: 'trace', destination: { write: (line) => (text += line) } }))
  return { text, line: JSON.parse(text.split('\n')[0]!) as Record<string, unknown> }
}

/** As a database driver throws it: the value in the message and in fields of its own. */
const driverError = (): Error =>
  Object.assign(new Error(`duplicate key ${CANARY}\n    at ${CANARY} (file:///x.ts:1:1)`), {
    name: 'error',
    code: '23505',
    detail: `Key (url)=(${CANARY}) already exists.`,
    where: CANARY,
    cause: new Error(CANARY),
  })

describe('createLog', () => {
  it('writes one JSON object a line with the role, the event and its facts', () => {
    const { text, line } = written((log) => log.info({ count: 3 }, 'counted'))
    expect(line).toMatchObject({ role: 'test', level: 30, msg: 'counted', count: 3 })
    expect(text.endsWith('}\n')).toBe(true)
  })

  it.each(['url', 'hash', 'pdq', 'sha256', 'mailbox', 'token', 'connectionString', 'note'])(
    'keeps out a field called %s, down to the third level',
    (name) => {
      const { text } = written((log) =>
        log.info({ [name]: CANARY, a: { [name]: CANARY, b: { [name]: CANARY } } }, 'event'),
      )
      expect(text).not.toContain(CANARY)
      expect(text.match(/\[kept out\]/g)).toHaveLength(3)
    },
  )

  it('keeps such fields out of the bindings of a child too', () => {
    const { text } = written((log) => log.child({ url: CANARY }).info('event'))
    expect(text).not.toContain(CANARY)
  })

  it.each<[string, (log: Log, error: Error) => void]>([
    ['alone', (log, error) => log.error(error)],
    ['alone with a message', (log, error) => log.error(error, 'failed')],
    ['as err', (log, error) => log.error({ err: error }, 'failed')],
    ['as error, without a message', (log, error) => log.error({ error })],
    ['as another field', (log, error) => log.error({ reason: error }, 'failed')],
    ['as a binding', (log, error) => log.child({ error }).error('failed')],
    ['made safe before', (log, error) => log.error({ error: safeError(error) }, 'failed')],
  ])('keeps the message of an error out that is logged %s', (_, write) => {
    const { text } = written((log) => write(log, driverError()))
    expect(text).not.toContain(CANARY)
    expect(text).toContain('23505')
  })

  it('writes where an error came from', () => {
    const { line } = written((log) => log.error({ error: safeError(new Error('x')) }, 'failed'))
    const { at } = line['error'] as { at: string[] }
    expect(at[0]).toContain('log.test.ts')
  })
})

describe('safeError', () => {
  it('keeps class, code and frames of an error, and no message', () => {
    const safe = safeError(driverError())
    expect(safe).toMatchObject({ type: 'error', code: '23505' })
    expect(JSON.stringify(safe)).not.toContain(CANARY)
    expect(safe.at!.length).toBeGreaterThan(0)
  })

  it('keeps the message of a DomainError, which is ours', () => {
    const error = new DomainError('conflict', 'list-terms-differ', 'Importing: the terms differ')
    expect(safeError(error)).toMatchObject({
      code: 'list-terms-differ',
      message: 'Importing: the terms differ',
    })
  })

  it('drops a code that is more than a code', () => {
    expect(safeError(Object.assign(new Error('x'), { code: CANARY }))).not.toHaveProperty('code')
  })

  it('drops the frames of an error whose message was changed after it was made', () => {
    const error = new Error(CANARY)
    expect(error.stack).toContain(CANARY)
    error.message = 'short'
    expect(safeError(error).at).toEqual([])
  })

  it('says no more than the type of what is no error', () => {
    expect(safeError(CANARY)).toEqual({ type: 'string' })
    expect(safeError({ message: CANARY })).toEqual({ type: 'object' })
  })

  it('gives its own result back unchanged', () => {
    const safe = safeError(new Error('x'))
    expect(safeError(safe)).toBe(safe)
  })
})
