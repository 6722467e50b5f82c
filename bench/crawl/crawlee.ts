import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { CACHE_DIR } from '../../packages/runtime/src/embedded/redis.ts'
import { processMemory } from '../../trial/damaged-images/process-memory.ts'
import type { Crawled } from './crawlee-process.ts'
import { startProgram } from './processes.ts'

const PROGRAM = new URL('crawlee-process.ts', import.meta.url)
const FILES = ['package.json', 'package-lock.json']
const INSTALL_MS = 300_000

/**
 * Installs Crawlee as its lock file says, into the cache, where there is none of the same lock file.
 *
 * @returns the folder, or why there is none
 */
export async function installCrawlee(): Promise<{ folder: string } | { missing: string }> {
  const source = fileURLToPath(new URL('baseline', import.meta.url))
  const lock = createHash('sha256').update(readFileSync(join(source, 'package-lock.json')))
  const folder = join(CACHE_DIR, `crawlee-${lock.digest('hex').slice(0, 16)}`)
  if (existsSync(folder)) return { folder }
  console.error('Fetching Crawlee for the comparison (once, about 40 MB)...')
  mkdirSync(CACHE_DIR, { recursive: true })
  const draft = mkdtempSync(join(CACHE_DIR, 'crawlee-'))
  try {
    for (const file of FILES) copyFileSync(join(source, file), join(draft, file))
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund']
    await promisify(execFile)('npm', args, { cwd: draft, timeout: INSTALL_MS })
    if (!existsSync(folder)) renameSync(draft, folder)
    return { folder }
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n')[0]
    return { missing: `it could not be installed: ${said || (error as Error).message}` }
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** How Crawlee gets the pictures of a page: each through its queue, or by its page's handler. */
export type Way = 'queue' | 'sendRequest'

/** As `Crawled`, with CPU time of all its threads, and the most memory, megabytes. */
export type CrawleeCrawl = Crawled & { highWater: number }

/** Crawls pages with Crawlee, in a process of its own, timed from its start to its end. */
export async function crawlWithCrawlee(
  folder: string,
  site: { port: number; hosts: number; from: number; to: number },
  { atOnce, way }: { atOnce: number; way: Way },
): Promise<CrawleeCrawl> {
  const { port, hosts, from, to } = site
  const args = [folder, port, hosts, from, to, atOnce, way].map(String)
  await using process = startProgram(PROGRAM, args)
  const crawled = await process.next<Crawled>()
  return { ...crawled, highWater: processMemory(process.id)?.highWater ?? Number.NaN }
}
