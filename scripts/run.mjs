// Plain JavaScript for any Node from 20.11: sees that the dependencies, and with them the Node that
// the project runs on, are there, then hands over to them.
//   node scripts/run.mjs <file.ts | vitest | oxlint | oxfmt | tsc> [arguments...]
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { fileURLToPath } from 'node:url'

const PNPM = '12.21.0'
const OLDEST_STARTER = [20, 11]
const OLDEST_RUNNER = 24
// Half of what Node takes: a stream of millions of rows otherwise holds 100 MB more, and is no faster.
const NODE_FLAGS = ['--max-semi-space-size=16']
const TOOLS = { vitest: 'vitest', oxlint: 'oxlint', oxfmt: 'oxfmt', tsc: 'typescript' }

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const modules = path.join(root, 'node_modules')
const stampFile = path.join(modules, '.run-stamp')
const lockFile = path.join(root, '.cache', 'install.lock')

/** A condition that is explained in one sentence, without a stack. */
class Refusal extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

async function main() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < OLDEST_STARTER[0] || (major === OLDEST_STARTER[0] && minor < OLDEST_STARTER[1])) {
    throw new Refusal(
      `Nightlight needs Node ${OLDEST_STARTER.join('.')} or newer to start; this is ${process.versions.node}.`,
    )
  }
  const [target, ...args] = process.argv.slice(2)
  if (target === undefined || !(target.endsWith('.ts') || target in TOOLS)) {
    throw new Refusal(
      `Usage: node scripts/run.mjs <file.ts | ${Object.keys(TOOLS).join(' | ')}> [arguments...]`,
      2,
    )
  }
  await installOnce()
  await handOver(runner(), target, args)
}

async function installOnce() {
  const wanted = fingerprint()
  if (stamp() === wanted) return
  const release = await takeLock()
  try {
    if (stamp() === wanted) return
    const first = !fs.existsSync(path.join(modules, '.modules.yaml'))
    say(
      first
        ? 'Installing what Nightlight needs (once, about 20 s)...'
        : 'Installing what has changed...',
    )
    await install()
    fs.writeFileSync(stampFile, wanted)
  } finally {
    release()
  }
}

/** Everything that decides what an installation consists of. */
function fingerprint() {
  const packages = fs.readdirSync(path.join(root, 'packages')).sort()
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    ...packages.map((name) => `packages/${name}/package.json`),
  ]
  const hash = createHash('sha256').update(`${PNPM} ${process.platform} ${process.arch}\n`)
  for (const file of files) {
    const full = path.join(root, file)
    if (fs.existsSync(full)) hash.update(`${file}\n`).update(fs.readFileSync(full))
  }
  return hash.digest('hex')
}

function stamp() {
  return textOf(stampFile)
}

/** Its words go to standard error: standard output belongs to the command that follows. */
async function install() {
  const args = ['--yes', '--prefer-offline', `pnpm@${PNPM}`, 'install', '--frozen-lockfile']
  const child = spawn('npx', args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm's own silence, as of `npm run -s`, would hide the reason of a failure
    env: { ...process.env, CI: 'true', npm_config_loglevel: 'notice' },
  })
  let words = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => {
      words = (words + text).slice(-20_000)
      process.stderr.write(text)
    })
  }
  const stop = forwardSignals(child)
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      words += error.message
      resolve(1)
    })
    child.on('close', (status, signal) => resolve(signal ? signalCode(signal) : status))
  })
  stop()
  if (code > 128)
    throw new Refusal('Installing was interrupted; the next start goes on with it.', code)
  if (code !== 0) throw new Refusal(whyInstallFailed(words))
}

function whyInstallFailed(words) {
  if (/ENOSPC|No space left on device|EDQUOT/i.test(words)) {
    return `Installing failed: the disk is full. Free about 1 GB where ${root} and your home directory lie, then try again.`
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_PNPM_META_FETCH_FAIL|error sending request|getaddrinfo/i.test(
      words,
    )
  ) {
    return 'Installing failed: the npm registry cannot be reached. Check the network, and the proxy or registry that npm is set to, then try again.'
  }
  if (/spawn npx ENOENT/.test(words)) {
    return 'Installing failed: npx is not on PATH. Install npm, which brings it, then try again.'
  }
  if (/EACCES|EPERM|EROFS/.test(words)) {
    return `Installing failed: something may not be written. Check who owns ${root} and your home directory, then try again.`
  }
  return 'Installing failed: the reason stands above.'
}

/** Makes two first starts take turns; a lock of a process that is gone counts for nothing. */
async function takeLock() {
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) })
  let waiting = false
  fs.mkdirSync(path.dirname(lockFile), { recursive: true })
  const draft = `${lockFile}.${randomUUID()}`
  try {
    fs.writeFileSync(draft, mine)
    while (!linked(draft, lockFile)) {
      const holder = textOf(lockFile)
      if (holder === undefined) continue
      if (!alive(holder)) {
        removeStale(holder, draft)
        continue
      }
      if (!waiting) say('Waiting for another start that is installing...')
      waiting = true
      await pause(200)
    }
  } finally {
    fs.rmSync(draft, { force: true })
  }
  return () => {
    if (textOf(lockFile) === mine) fs.rmSync(lockFile, { force: true })
  }
}

/** One at a time, and only the one that was seen: another start may have taken the lock since. */
function removeStale(seen, draft) {
  const right = `${lockFile}.stale`
  if (!linked(draft, right)) {
    const other = textOf(right)
    if (other !== undefined && !alive(other)) fs.rmSync(right, { force: true })
    return
  }
  try {
    if (textOf(lockFile) === seen) fs.rmSync(lockFile)
  } finally {
    fs.rmSync(right, { force: true })
  }
}

function linked(from, to) {
  try {
    fs.linkSync(from, to)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function alive(holder) {
  try {
    const { pid, started } = JSON.parse(holder)
    process.kill(pid, 0)
    return startOf(pid) === started
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Linux: tells a process from a later one with the same number; elsewhere the number must do. */
function startOf(pid) {
  const stat = textOf(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

/** The Node that the installation brought, else this one if it is new enough. */
function runner() {
  for (const node of [path.join(modules, '.bin', 'node'), process.execPath]) {
    const { stdout } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' })
    if (Number.parseInt(stdout ?? '', 10) >= OLDEST_RUNNER) return node
  }
  throw new Refusal(
    `Nightlight runs on Node ${OLDEST_RUNNER} or newer, and the copy that the installation brings does not run on this machine (${process.platform} ${process.arch}); install Node ${OLDEST_RUNNER} and try again.`,
  )
}

async function handOver(node, target, args) {
  const [command, first] = target.endsWith('.ts')
    ? [node, [...NODE_FLAGS, path.resolve(root, target)]]
    : toolCommand(node, target)
  const bin = path.join(modules, '.bin')
  const child = spawn(command, [...first, ...args], {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` },
  })
  forwardSignals(child)
  process.exitCode = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(signal ? signalCode(signal) : code))
  })
}

function toolCommand(node, tool) {
  const dir = path.join(modules, TOOLS[tool])
  const { bin } = JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8'))
  const file = path.join(dir, typeof bin === 'string' ? bin : bin[tool])
  const script = /\.[cm]?js$/.test(file) || /^#!.*node/.test(fs.readFileSync(file, 'latin1'))
  return script ? [node, [file]] : [file, []]
}

/** A terminal sends Ctrl-C to the child as well, which must hear it once. */
function forwardSignals(child) {
  const terminal = [0, 1, 2].some((fd) => isatty(fd))
  const heard = (signal) => {
    if (signal !== 'SIGINT' || !terminal) child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, heard)
  const watch = watchStarter(() => child.kill('SIGTERM'))
  return () => {
    for (const signal of signals) process.off(signal, heard)
    clearInterval(watch)
  }
}

/** npm hands a SIGTERM to its shell only, which dies of it and tells nobody. */
function watchStarter(gone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined
  const starter = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === starter) return
    clearInterval(watch)
    gone()
  }, 500)
  return watch.unref()
}

const signalCode = (signal) => 128 + (os.constants.signals[signal] ?? 0)

function textOf(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function say(line) {
  process.stderr.write(`${line}\n`)
}

try {
  await main()
} catch (error) {
  say(error instanceof Refusal ? error.message : String(error?.stack ?? error))
  process.exitCode = error instanceof Refusal ? error.exitCode : 1
}
