import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A Debian package with what it needs, unpacked: `root` is laid out like a file system's root. */
export type Unpacked = { root: string; libraryPath: string }

/**
 * Unpacks a Debian or Ubuntu package, and the libraries that this system lacks, into `cacheDir/name`.
 *
 * Uses the system's own apt, which checks the signatures, with private state: needs no root and
 * changes nothing on the system. No install script runs. Two processes may do it at once.
 *
 * @param options.timeoutMs for each of its steps, default 120,000
 * @throws what apt said when there is no apt, no network or no such package
 */
export async function unpackFromApt(
  name: string,
  cacheDir: string,
  options: { timeoutMs?: number } = {},
): Promise<Unpacked> {
  const cached = await findUnpacked(name, cacheDir)
  if (cached) return cached
  const cache = resolve(cacheDir)
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, 'apt-'))
  try {
    for (const dir of ['lists/partial', 'cache/archives/partial', 'debs', 'root']) {
      await mkdir(join(draft, dir), { recursive: true })
    }
    await download(name, draft, options.timeoutMs ?? 120_000)
    for (const file of await readdir(join(draft, 'debs'))) {
      await run('dpkg', ['-x', join(draft, 'debs', file), join(draft, 'root')])
    }
    await rename(join(draft, 'root'), join(cache, name)).catch((error: unknown) => {
      if (!existsSync(join(cache, name))) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  const unpacked = await findUnpacked(name, cacheDir)
  if (!unpacked) throw new Error(`Unpacking ${name}: nothing came of it`)
  return unpacked
}

/** What an earlier `unpackFromApt` left in `cacheDir`, if any. */
export async function findUnpacked(name: string, cacheDir: string): Promise<Unpacked | undefined> {
  const root = join(resolve(cacheDir), name)
  if (!existsSync(root)) return undefined
  const dirs: string[] = []
  for (const dir of ['usr/lib', 'lib']) {
    const names = await readdir(join(root, dir)).catch(() => [])
    dirs.push(...names.filter((n) => n.includes('-linux-')).map((n) => join(root, dir, n)))
  }
  return { root, libraryPath: dirs.join(':') }
}

async function download(name: string, draft: string, timeoutMs: number): Promise<void> {
  const settings = {
    'Dir::State::lists': join(draft, 'lists'),
    'Dir::Cache': join(draft, 'cache'),
    'Debug::NoLocking': '1',
    'APT::Sandbox::User': '',
    'Acquire::Retries': '1',
    'Acquire::http::Timeout': '10',
    'Acquire::https::Timeout': '10',
  }
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])
  const apt = (...args: string[]): Promise<{ stdout: string }> =>
    run('apt-get', ['-qq', ...flags, ...args], {
      cwd: join(draft, 'debs'),
      timeout: timeoutMs,
      maxBuffer: 16e6,
      env: { ...process.env, LC_ALL: 'C' },
    })
  // without a network this "succeeds"; the simulated installation after it is what fails then
  await apt('update')
  const { stdout } = await apt('-s', '--no-install-recommends', 'install', name)
  const needed = stdout.split('\n').flatMap((line) => /^Inst (\S+)/.exec(line)?.[1] ?? [])
  if (needed.length === 0) throw new Error(`Unpacking ${name}: it is installed already`)
  await apt('download', ...needed)
}
