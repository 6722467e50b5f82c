import { chmod, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findUnpacked, unpackFromApt } from '../packages/runtime/src/embedded/apt.ts'
import { findProgram } from '../packages/runtime/src/embedded/find-program.ts'

/** Programs that tests of the sandbox run: variable that names it, name, Debian package. */
const SANDBOX_PROGRAMS = [
  ['BWRAP_PATH', 'bwrap', 'bubblewrap'],
  ['STRACE_PATH', 'strace', 'strace'],
] as const

const DOWNLOAD_MS = 900_000

/** Whether a test file runs the decoder in sandboxes, or watches its system calls. */
export function isSandboxTest(file: string): boolean {
  return file.endsWith('.sandbox.test.ts')
}

/**
 * bubblewrap and strace: those that the environment names, those on PATH, else the system's own
 * packages unpacked into `cacheDir`, without root (about 1.5 MB to fetch, once).
 *
 * @param say hears one line of progress at a time
 * @returns BWRAP_PATH and STRACE_PATH
 * @throws what apt said when there is none to be had
 */
export async function provisionSandboxPrograms(
  cacheDir: string,
  say: (line: string) => void,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [variable, name, pack] of SANDBOX_PROGRAMS) {
    found[variable] = process.env[variable] || (await provision(name, pack, cacheDir, say))
  }
  return found
}

/** Whether a test file reads videos, or has them drawn. */
export function isVideoTest(file: string): boolean {
  return /\.video\.(?:\w+\.)?test\.ts$/.test(file)
}

/**
 * An ffmpeg: FFMPEG, one on PATH, else the system's own package unpacked into `cacheDir`, without root
 * (about 55 MB to fetch, once, or twice as much where its libraries are missing).
 *
 * @returns FFMPEG
 * @throws what apt said when there is none to be had
 */
export async function provisionFfmpeg(
  cacheDir: string,
  say: (line: string) => void,
): Promise<Record<string, string>> {
  const known = process.env['FFMPEG'] || findProgram(['ffmpeg'])
  if (known) return { FFMPEG: known }
  if (!(await findUnpacked('ffmpeg', cacheDir))) {
    say('Fetching ffmpeg for the tests of videos (once, about 55 MB)...')
  }
  const { root, libraryPath } = await unpackFromApt('ffmpeg', cacheDir, { timeoutMs: DOWNLOAD_MS })
  const folders = libraryPath.split(':')
  // Some libraries lie in folders that only an install script or the program's own settings would name.
  for (const folder of libraryPath.split(':')) {
    const inside = await readdir(folder, { withFileTypes: true })
    folders.push(...inside.flatMap((one) => (one.isDirectory() ? [join(folder, one.name)] : [])))
  }
  const wrapper = join(root, 'ffmpeg')
  const script = `#!/bin/sh
export LD_LIBRARY_PATH='${folders.join(':')}'
exec '${join(root, 'usr/bin/ffmpeg')}' "$@"
`
  await writeFile(wrapper, script)
  await chmod(wrapper, 0o755)
  return { FFMPEG: wrapper }
}

/** Whether a test file asks OpenSSL, as somebody other than us. */
export function isOpensslTest(file: string): boolean {
  return /\.openssl\.(?:\w+\.)?test\.ts$/.test(file)
}

/**
 * An openssl: OPENSSL, one on PATH, else the system's own package unpacked into `cacheDir`, without root.
 *
 * @returns OPENSSL
 * @throws what apt said when there is none to be had
 */
export async function provisionOpenssl(
  cacheDir: string,
  say: (line: string) => void,
): Promise<Record<string, string>> {
  return {
    OPENSSL: process.env['OPENSSL'] || (await provision('openssl', 'openssl', cacheDir, say)),
  }
}

/** Whether a test file runs Python, as somebody other than us. */
export function isPythonTest(file: string): boolean {
  return /\.python\.(?:\w+\.)?test\.ts$/.test(file)
}

/**
 * A Python 3: PYTHON, one on PATH, else the system's own package unpacked into `cacheDir`, without root.
 *
 * @returns PYTHON
 * @throws what apt said when there is none to be had
 */
export async function provisionPython(
  cacheDir: string,
  say: (line: string) => void,
): Promise<Record<string, string>> {
  return { PYTHON: process.env['PYTHON'] || (await provision('python3', 'python3', cacheDir, say)) }
}

/** Whether a test file reads pages in a text browser. */
export function isLynxTest(file: string): boolean {
  return /\.lynx\.(?:\w+\.)?test\.ts$/.test(file)
}

/**
 * A Lynx: LYNX, one on PATH, else the system's own package unpacked into `cacheDir`, without root
 * (about 2 MB to fetch, once; GPL-2, and no part of what is delivered).
 *
 * @returns LYNX
 * @throws what apt said when there is none to be had
 */
export async function provisionLynx(
  cacheDir: string,
  say: (line: string) => void,
): Promise<Record<string, string>> {
  return { LYNX: process.env['LYNX'] || (await provision('lynx', 'lynx', cacheDir, say)) }
}

async function provision(
  name: string,
  pack: string,
  cacheDir: string,
  say: (line: string) => void,
): Promise<string> {
  const known = findProgram([name])
  if (known !== undefined) return known
  if (!(await findUnpacked(pack, cacheDir))) {
    say(`Fetching ${pack} for tests that run it (once, about 1 MB)...`)
  }
  const { root, libraryPath } = await unpackFromApt(pack, cacheDir)
  const program = join(root, 'usr/bin', name)
  return libraryPath === '' ? program : writeWrapper(root, name, libraryPath)
}

/** Its libraries are told to the program alone: what it starts, if anything, must not see them. */
async function writeWrapper(root: string, name: string, libraryPath: string): Promise<string> {
  const wrapper = join(root, name)
  const forget = ['openssl', 'lynx'].includes(name) ? '' : ' -E LD_LIBRARY_PATH'
  const script = `#!/bin/sh
export LD_LIBRARY_PATH='${libraryPath}'
exec '${join(root, 'usr/bin', name)}'${forget} "$@"
`
  await writeFile(wrapper, script)
  await chmod(wrapper, 0o755)
  return wrapper
}
