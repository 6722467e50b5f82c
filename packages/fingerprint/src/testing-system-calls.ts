import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { findProgram } from './decoder/sandbox.ts'

/** One system call of a watched process; strings hold one character a byte. */
export type SystemCall = { process: number; name: string; args: string; result: string }

const OPENING = ['open', 'openat', 'openat2']
const CREATING = [
  'creat',
  'memfd_create',
  'memfd_secret',
  'mkdir',
  'mkdirat',
  'mknod',
  'mknodat',
  'shmget',
  'rename',
  'renameat',
  'renameat2',
  'link',
  'linkat',
  'symlink',
  'symlinkat',
  'truncate',
  'ftruncate',
  'fallocate',
]
const WRITING = [
  'write',
  'writev',
  'pwrite64',
  'pwritev',
  'pwritev2',
  'sendto',
  'sendmsg',
  'sendmmsg',
  'sendfile',
  'splice',
  'vmsplice',
  'copy_file_range',
  'process_vm_writev',
]
const REACHING = ['socket', 'connect', 'bind']
/** Would do any of the others out of sight. */
const HIDING = ['io_uring_setup']
/** libuv keeps a ring for its own epoll set whatever it is told; one for files polls. */
const FILE_RING = /\bIORING_SETUP_SQPOLL\b/
const WATCHED = ['execve', ...OPENING, ...CREATING, ...WRITING, ...REACHING, ...HIDING]

const FOR_WRITING = /\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b/
/** Not the settings of a process, which a sandbox writes, nor what keeps nothing. */
const A_FILE = /^\d+<\/(?!proc\/|dev\/(?:null|tty|pts))/
const OUTWARD = /\bAF_(?:INET6?|PACKET|VSOCK)\b/
const MAX_RECORD_BYTES = 2048

/**
 * The `strace` to watch with: STRACE_PATH, else one on PATH.
 *
 * @throws in words that say what to do, when there is none or tracing is not allowed here
 */
export function findTracer(): string {
  const strace = process.env['STRACE_PATH'] ?? findProgram('strace')
  if (strace === undefined) {
    throw new Error('watch the decoder: strace is not there; install strace, or run npm test')
  }
  const { status, stderr } = spawnSync(strace, ['-f', 'true'], { encoding: 'utf8' })
  if (status !== 0) {
    const said = stderr.trim().split('\n').at(-1) ?? ''
    throw new Error(
      `watch the decoder: tracing is not allowed here, allow ptrace (in a container: --cap-add SYS_PTRACE): ${said}`,
    )
  }
  return strace
}

/**
 * A command to put before another, whose calls then go to files `log.PID`.
 *
 * @param maxBytes  shown of each string
 */
export function watchCommand(strace: string, log: string, maxBytes = 100_000_000): string[] {
  const names = WATCHED.map((name) => `?${name}`).join(',')
  const flags = [
    '-f',
    '-q',
    '-y',
    '-xx',
    '-s',
    String(maxBytes),
    '-e',
    `trace=${names}`,
    '-e',
    'signal=none',
  ]
  // Each decoder process has a file of its own: the shell becomes strace, and keeps its number.
  const script = `strace=$1 log=$2 && shift 2 && exec "$strace" ${flags.join(' ')} -o "$log.$$" "$@"`
  return ['/bin/sh', '-c', script, 'sh', strace, log]
}

/** The calls in each of the files `log.PID`. */
export function readCalls(log: string): SystemCall[][] {
  return readdirSync(dirname(log))
    .filter((name) => name.startsWith(`${basename(log)}.`))
    .map((name) => parseCalls(linesOf(readFileSync(join(dirname(log), name)))))
}

/** One string for all of a trace could be longer than strings can be. */
function* linesOf(text: Buffer): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at)
    const next = end === -1 ? text.length : end
    yield text.toString('latin1', at, next)
    at = next + 1
  }
}

/** Lines as `strace -f -xx` writes them; a call cut in two by another process is put together. */
export function parseCalls(lines: Iterable<string>): SystemCall[] {
  const begun = new Map<string, string>()
  const calls: SystemCall[] = []
  for (const line of lines) {
    const [, id = '', rest = ''] = /^(\d+)\s+(.*)$/s.exec(line) ?? []
    const cut = /^(.*) <unfinished \.\.\.>$/s.exec(rest)
    if (cut) {
      begun.set(id, cut[1] ?? '')
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(rest)
    const whole = resumed ? `${begun.get(id) ?? ''}${resumed[1] ?? ''}` : rest
    const [, name, args = '', result = ''] = /^(\w+)\((.*)\)\s+= (.*)$/s.exec(whole) ?? []
    if (name !== undefined) calls.push({ process: Number(id), name, args: plain(args), result })
  }
  return calls
}

/**
 * What a decoder did that it must not, from the moment its own program runs.
 *
 * Nothing may be created, opened for writing or reached, ever; from its first record on no socket
 * may even be made. No write may hold one of `secrets`, and none to the parent more than a record.
 *
 * @param calls    of one process and all that it starts
 * @param secrets  runs of bytes of the pictures, one character a byte
 * @throws the calls do not show a decoder at all
 */
export function violations(calls: readonly SystemCall[], secrets: readonly string[]): string[] {
  // Every program of the sandbox is told what to run in the end; the last one is the decoder.
  const start = calls.findLastIndex(
    ({ name, args, result }) =>
      name === 'execve' && args.includes('--permission') && result === '0',
  )
  if (start === -1) throw new Error('watch the decoder: no decoder was started')
  const own = calls.slice(start + 1)
  const ready = own.findIndex(isRecord)
  if (ready === -1) throw new Error('watch the decoder: it never said that it is ready')
  return own.flatMap((call, at) => {
    const found = [...faultOf(call, at > ready), ...leaksOf(call, secrets)]
    return found.map((fault) => `${call.name}: ${fault}`)
  })
}

function faultOf({ name, args, result }: SystemCall, isReady: boolean): string[] {
  const isDone = !result.startsWith('-1') && !result.startsWith('?')
  if (CREATING.includes(name)) return isDone ? ['created something'] : []
  if (HIDING.includes(name)) return isDone && FILE_RING.test(args) ? ['made a ring for files'] : []
  if (OPENING.includes(name)) {
    return isDone && FOR_WRITING.test(args) ? ['opened a file for writing'] : []
  }
  if (!REACHING.includes(name) || !OUTWARD.test(args)) return []
  if (isReady) return ['tried to reach the network']
  return name === 'connect' && isDone ? ['reached the network'] : []
}

function leaksOf(call: SystemCall, secrets: readonly string[]): string[] {
  if (!WRITING.includes(call.name)) return []
  const leak = secrets.some((secret) => call.args.includes(secret)) ? ['wrote picture bytes'] : []
  const isLong = isRecord(call) && Number.parseInt(call.result, 10) > MAX_RECORD_BYTES
  return isLong ? [...leak, 'wrote more than a record'] : leak
}

/**
 * What a command and all that it starts put into files, whatever it is; for commands that have no
 * business with any. Pipes and sockets have no name among the files.
 */
export function keptInFiles(calls: readonly SystemCall[]): string[] {
  return calls
    .filter(({ name }) => [...WRITING, 'ftruncate', 'fallocate'].includes(name))
    .filter(({ args, result }) => A_FILE.test(args) && !result.startsWith('-1'))
    .map(({ name }) => `${name}: put something into a file`)
}

/** Standard output, which is the record pipe. */
function isRecord({ name, args }: SystemCall): boolean {
  return /^writev?$/.test(name) && /^1[<,]/.test(args)
}

function plain(args: string): string {
  return args.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/**
 * Runs of 16 bytes from all over some data, for finding it elsewhere.
 *
 * @returns those that are too varied to occur by chance
 */
export function samplesOf(data: Uint8Array, count = 16): string[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const step = Math.max(1, Math.floor((bytes.length - 16) / count))
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * step, i * step + 16))
    .filter((run) => run.length === 16 && new Set(run).size >= 8)
    .map((run) => run.toString('latin1'))
}
