import childProcess from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import { registerHooks, syncBuiltinESMExports } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Loaded before everything else into every process of a run of the tests: keeps a copy of what it writes anywhere, and of
// what it seals. It changes nothing that a program can see, and a copy that cannot be kept is left out.

/** What is kept, each in files of its own. */
export type TappedKind = 'output' | 'log' | 'answer' | 'queue' | 'sealed' | 'lost'
/** Where the copies go. */
export const TAP_DIR = 'LOG_TAP'
export const MEMORY_DIR = '/dev/shm'
const SELF = `--import=${import.meta.url}`
const HOOK = 'nightlight.tap'
const MOST_BYTES = 4e6

const { openSync, writeSync, readlinkSync, linkSync, mkdirSync, readFileSync } = fs
const dir = process.env[TAP_DIR]
const files = new Map<TappedKind, { fd: number; from: string }>()
let links = 0

function keep(kind: TappedKind, text: string): void {
  try {
    const { __vitest_worker__: worker } = globalThis as {
      __vitest_worker__?: { filepath?: string }
    }
    const from = worker?.filepath ?? process.argv.slice(1, 3).join(' ')
    const file = files.get(kind) ?? {
      fd: openSync(join(dir!, `${process.pid}-${Date.now()}.${kind}`), 'a'),
      from: '',
    }
    files.set(kind, file)
    if (file.from !== from) writeSync(file.fd, `\n@@ ${from}\n`)
    file.from = from
    writeSync(file.fd, `${text}\n`)
  } catch {
    // a directory that is gone: the run is over
  }
}

type Callable = (this: unknown, ...given: never[]) => unknown

/** Puts `before` in front of a function of an object. */
function listen(
  on: object,
  name: string,
  before: (self: unknown, ...given: never[]) => void,
): void {
  const methods = on as Record<string, Callable>
  const original = methods[name]!
  methods[name] = function (this: unknown, ...given: never[]) {
    before(this, ...given)
    return original.apply(this, given)
  }
}

const textOf = (chunk: unknown): string =>
  typeof chunk === 'string'
    ? chunk
    : chunk instanceof Uint8Array
      ? Buffer.from(chunk).toString('latin1')
      : ''

function tapOutput(): void {
  const heard = (_self: unknown, fd: number, chunk: unknown): void => {
    if (fd === 1 || fd === 2) keep('output', textOf(chunk))
  }
  listen(fs, 'writeSync', heard)
  listen(fs, 'write', heard)
  for (const name of ['stdout', 'stderr'] as const) {
    const found = Object.getOwnPropertyDescriptor(process, name)!
    let stream: NodeJS.WriteStream | undefined
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get() {
        if (stream) return stream
        stream = found.get!.call(process) as NodeJS.WriteStream
        listen(stream, 'write', (_self, chunk: unknown) => keep('output', textOf(chunk)))
        return stream
      },
    })
  }
}

type Headers = Record<string, unknown>

/** Answers of ours that say no; a form that comes back with what was typed is none. */
function tapAnswers(): void {
  const given = new WeakMap<object, Headers>()
  const isOurs = (answer: http.ServerResponse): boolean => {
    const of = (name: string): unknown => answer.getHeader(name) ?? given.get(answer)?.[name]
    const type = textOf(of('content-type'))
    const isPage = type.startsWith('text/html') && of('content-security-policy') !== undefined
    return answer.statusCode >= 400 && (isPage || type.startsWith('application/problem+json'))
  }
  const { prototype } = http.ServerResponse
  listen(prototype, 'writeHead', (self, status: number, ...rest: unknown[]) => {
    const answer = self as http.ServerResponse
    const headers = rest.find(
      (one) => typeof one === 'object' && one !== null && !Array.isArray(one),
    )
    given.set(answer, { ...(headers as Headers | undefined) })
    if (status < 400) return
    answer.statusCode = status
    const all = { ...answer.getHeaders(), ...(headers as Headers | undefined) }
    if (isOurs(answer)) keep('answer', `${status} ${JSON.stringify(all)}`)
  })
  for (const name of ['write', 'end']) {
    listen(prototype, name, (self, chunk: unknown) => {
      const text = textOf(chunk)
      if (text === '' || !isOurs(self as http.ServerResponse)) return
      if (!/id="what-happened"|<textarea readonly/.test(text)) keep('answer', text)
    })
  }
}

/** Whatever the product seals is what must be found nowhere else. */
function tapSealing(): void {
  const known = new Set<string>()
  const make = crypto.createCipheriv
  const heard = (place: string, value: unknown): void => {
    const [, table, column] = /^(\w+)\0(\w+)\0/.exec(place) ?? []
    if (table === undefined) return
    const bytes = Buffer.from(value as Uint8Array)
    const id = `${table}.${column} ${bytes.toString('base64')}`
    if (bytes.length > MOST_BYTES) return keep('lost', `${table}.${column} ${bytes.length}`)
    if (bytes.length < 100_000 && known.has(id)) return
    if (known.size < 1e5) known.add(id)
    keep('sealed', id)
  }
  crypto.createCipheriv = function (this: unknown, ...args: Parameters<typeof make>) {
    const cipher = Reflect.apply(make, this, args) as crypto.CipherGCM
    if (args[0] !== 'aes-256-gcm') return cipher
    let place = ''
    listen(cipher, 'setAAD', (_self, bound: Uint8Array) => {
      place = Buffer.from(bound).toString()
    })
    listen(cipher, 'update', (_self, value: unknown) => heard(place, value))
    return cipher
  }
  syncBuiltinESMExports()
}

type Started = {
  file: string
  args?: readonly string[]
  envPairs?: string[]
  stdio?: unknown
}

/** Programs of ours that a test starts are tapped too, whatever it leaves of their surroundings; not those in a sandbox. */
function tapChildren(): void {
  listen(childProcess.ChildProcess.prototype, 'spawn', (_self, started: Started) => {
    const { file, args = [], envPairs = [], stdio } = started
    const isClosed = [file, ...args].some((one) => /--permission|bwrap$|unshare$/.test(one))
    const isNode =
      file === process.execPath ||
      (/^(setpriv|prlimit)$/.test(basename(file)) && args.includes(process.execPath))
    const isSet = envPairs.some((pair) => pair.startsWith('NODE_OPTIONS='))
    if (isClosed) started.envPairs = envPairs.filter((pair) => !pair.includes(SELF))
    else if (isNode && !isSet)
      started.envPairs = [...envPairs, `NODE_OPTIONS=${SELF}`, `${TAP_DIR}=${dir}`]
    for (const fd of Array.isArray(stdio) ? new Set(stdio) : []) {
      if (typeof fd === 'number' && fd > 2) keepFile(fd)
    }
  })
}

/** Has a file that another program writes to stay when its directory goes: by a second name. */
function keepFile(fd: number): void {
  try {
    const path = readlinkSync(`/proc/self/fd/${fd}`)
    const name = `${process.pid}-${links++}-${basename(path)}`
    try {
      linkSync(path, join(dir!, name))
    } catch {
      const near = join(path.startsWith(MEMORY_DIR) ? MEMORY_DIR : dirname(dir!), basename(dir!))
      mkdirSync(near, { recursive: true })
      linkSync(path, join(near, name))
    }
  } catch (error) {
    keep('lost', `file of a program: ${(error as NodeJS.ErrnoException).code}`)
  }
}

const tell = (kind: TappedKind, what: string): string =>
  `globalThis[Symbol.for('${HOOK}')]?.('${kind}', ${what});`

/** Edits of modules as they are loaded: what has no other place to listen at. */
const EDITS: readonly { file: RegExp; edit: (source: string) => string }[] = [
  {
    // each line of a log, wherever it is written to
    file: /\/pino\/lib\/proto\.js$/,
    edit: (source) =>
      `${source}\n{ const of = prototype[asJsonSym]; prototype[asJsonSym] = function (...given) {
        const line = of.apply(this, given); ${tell('log', 'line')} return line } }\n`,
  },
  {
    // and lines that the level of a log keeps back, as a test has most of them: made, kept and not written
    file: /\/pino\/lib\/levels\.js$/,
    edit: (source) =>
      `${source.replace('this[key] = noop', 'this[key] = heardOnly(genLog(values[key], hook))')}
      function heardOnly (log) { return function (...given) { try {
        log.apply(Object.create(this, { [streamSym]: { value: { write () {} } } }), given)
      } catch {} } }\n`,
  },
  {
    file: /\/bullmq\/dist\/\w+\/postgres\/postgres-queue-backend\.js$/,
    edit: (source) =>
      source.replace(
        /return await this\.connection\.pool\.query\(text, params\)/,
        (found) => `${tell('queue', "JSON.stringify(params) ?? ''")} ${found}`,
      ),
  },
  {
    file: /\/ioredis\/built\/Command\.js$/,
    edit: (source) =>
      `${source}\n{ const { prototype } = exports.default; const of = prototype.toWritable
        prototype.toWritable = function (...given) {
        const sent = of.apply(this, given); ${tell('queue', "Buffer.from(sent).toString('latin1')")} return sent } }\n`,
  },
]

function tapModules(): void {
  Object.assign(globalThis, { [Symbol.for(HOOK)]: keep })
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      const found = EDITS.find(({ file }) => file.test(url))
      if (!found) return loaded
      const given = loaded.source ?? readFileSync(fileURLToPath(url))
      const source = typeof given === 'string' ? given : Buffer.from(given as Uint8Array).toString()
      return { ...loaded, source: found.edit(source), shortCircuit: true }
    },
  })
}

// once, though tests may import this too
if (dir !== undefined && !(Symbol.for(HOOK) in globalThis)) {
  tapOutput()
  tapAnswers()
  tapSealing()
  tapChildren()
  tapModules()
}
