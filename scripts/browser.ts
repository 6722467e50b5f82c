import { globSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findChromium } from '../packages/crawler/src/render/find-chromium.ts'
import { findUnpacked, unpackFromApt, type Unpacked } from '../packages/runtime/src/embedded/apt.ts'

const PACKAGE = 'chromium-headless-shell'
const DOWNLOAD_MS = 900_000

/**
 * The test files that drive a real browser, of those that `filters` leave.
 *
 * @param filters parts of paths, as vitest takes them; none means all
 */
export function browserTests(root: string, filters: readonly string[]): string[] {
  return globSync('packages/*/src/**/*.browser{,.sandbox}.test.ts', { cwd: root }).filter(
    (file) => filters.length === 0 || filters.some((filter) => join(root, file).includes(filter)),
  )
}

/**
 * A Chromium to drive: CHROMIUM_PATH, one on PATH, else the system's own package unpacked into
 * `cacheDir`, without root (about 150 MB to fetch, once).
 *
 * @returns the path of a program
 * @throws what apt said when there is none to be had
 */
export async function provisionBrowser(
  cacheDir: string,
  say: (line: string) => void,
): Promise<string> {
  const known = findChromium(process.env['CHROMIUM_PATH'])
  if (known !== undefined) return known
  if (!(await findUnpacked(PACKAGE, cacheDir))) {
    say('Fetching a browser for the page tests (once, about 150 MB)...')
  }
  return writeWrapper(await unpackFromApt(PACKAGE, cacheDir, { timeoutMs: DOWNLOAD_MS }))
}

/** No install script has run, so the program is told where its libraries and fonts lie. */
async function writeWrapper({ root, libraryPath }: Unpacked): Promise<string> {
  const fonts = join(root, 'etc/nightlight-fonts.conf')
  await mkdir(join(root, 'etc'), { recursive: true })
  await writeFile(
    fonts,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${root}/usr/share/fonts</dir><dir>/usr/share/fonts</dir>
<cachedir>${root}/var/cache/fontconfig</cachedir></fontconfig>
`,
  )
  const wrapper = join(root, 'chromium')
  const libraries = libraryPath.split(':').flatMap((dir) => [dir, join(dir, 'pulseaudio')])
  const script = `#!/bin/sh
export LD_LIBRARY_PATH='${libraries.join(':')}' FONTCONFIG_FILE='${fonts}'
exec '${root}/usr/lib/chromium/${PACKAGE}' "$@"
`
  await writeFile(wrapper, script)
  await chmod(wrapper, 0o755)
  return wrapper
}
