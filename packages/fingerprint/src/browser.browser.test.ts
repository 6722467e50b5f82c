import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { stripTypeScriptTypes } from 'node:module'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PageFingerprint } from './browser.ts'
import { drawPicture } from './drawn-picture.ts'
import { fingerprint } from './fingerprint.ts'
import { hammingDistance } from './hash/hamming.ts'
import type { Fingerprint } from './outcome.ts'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
const SCENES = [1, 2, 3, 4, 5, 6, 7, 8].map((scene) => `scene-${scene}.jpg`)
const JPEG_BITS = 2

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"
const PAGE = `<!doctype html><link rel="icon" href="data:,"><input type="file"><output></output>
<script type="module" src="/page.js"></script>`
const SCRIPT = `import { fingerprintFile } from '/src/browser.ts'
const [input, output] = document.querySelectorAll('input, output')
input.addEventListener('change', async () => {
  output.value = ''
  const [file] = input.files
  output.value = await fingerprintFile(file).then(JSON.stringify, (error) => String(error))
})
document.body.dataset.ready = 'yes'`

let server: Server
let browser: Browser
let page: Page
const requests: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = (type: string, text: string) =>
      response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(text)
    if (request.url === '/') return answer('text/html', PAGE)
    if (request.url === '/page.js') return answer('text/javascript', SCRIPT)
    readModule(request.url ?? '').then(
      (text) => answer('text/javascript', text),
      () => response.writeHead(404).end(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const known = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  if (!existsSync(known)) {
    throw new Error('Preparing the test: no browser; set CHROMIUM_PATH, or run through npm test')
  }
  browser = await chromium.launch({ executablePath: known, args: FLAGS, chromiumSandbox: false })
  page = await browser.newPage()
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await page.locator('body[data-ready]').waitFor()
})
afterAll(async () => {
  await browser?.close()
  server?.close()
})

describe('a page that fingerprints a file', () => {
  it('gets the hashes of the server from a PNG', async () => {
    const bytes = await (await drawPicture(5, 801, 603)).png().toBuffer()
    const inServer = await serverFingerprint(bytes)
    expect(inServer).toMatchObject(await pageFingerprint(bytes, 'image/png'))
  })

  it('gets the hashes of the server from a PNG with an opaque alpha channel', async () => {
    const bytes = await (await drawPicture(8, 333, 217)).ensureAlpha().png().toBuffer()
    const inServer = await serverFingerprint(bytes)
    expect(inServer).toMatchObject(await pageFingerprint(bytes, 'image/png'))
  })

  it('gets the hashes of the server from a grey PNG with 16 bits', async () => {
    const picture = (await drawPicture(6, 520, 300)).toColourspace('grey16')
    const bytes = await picture.png().toBuffer()
    const inPage = await pageFingerprint(bytes, 'image/png')
    expect(inPage.pdq).toBe((await serverFingerprint(bytes)).pdq)
  })

  it.each(SCENES)('gets the PDQ of the server from %s within two bits', async (scene) => {
    const bytes = await readFile(new URL(`../fixtures/images/${scene}`, import.meta.url))
    const inPage = await pageFingerprint(bytes, 'image/jpeg')
    const inServer = await serverFingerprint(bytes)
    expect(distance(inPage.pdq, inServer.pdq)).toBeLessThanOrEqual(JPEG_BITS)
    expect(inPage).toMatchObject({ sha256: inServer.sha256, sha1: inServer.sha1 })
  })

  it.each(['png', 'webp', 'jpeg'] as const)(
    'sees the pixels of a %s as stored: no orientation tag, no colour profile',
    async (kind) => {
      const tagged = (await drawPicture(7, 640, 400)).withMetadata({ orientation: 6, icc: 'p3' })
      const bytes = await tagged[kind]({ quality: 95 }).toBuffer()
      const inPage = await pageFingerprint(bytes, `image/${kind}`)
      expect(inPage).toMatchObject({ width: 640, height: 400 })
      const bits = distance(inPage.pdq, (await serverFingerprint(bytes)).pdq)
      expect(bits).toBeLessThanOrEqual(kind === 'png' ? 0 : JPEG_BITS)
    },
  )

  it('says so when the browser cannot decode the file', async () => {
    await expect(pageFingerprint(Buffer.from('text'), 'image/png')).rejects.toThrow(/decode/)
  })

  it('asks for nothing but the modules of the page', () => {
    const { port } = server.address() as AddressInfo
    const paths = requests.map((url) => url.replace(`http://127.0.0.1:${port}`, ''))
    const isOwn = (path: string) =>
      path === '/' || path === '/page.js' || /^\/src\/.+\.ts$/.test(path)
    expect(paths.filter((path) => !isOwn(path))).toEqual([])
    expect(new Set(paths).size).toBe(paths.length)
  })
})

async function readModule(path: string): Promise<string> {
  if (!/^\/src\/[a-z/-]+\.ts$/.test(path)) throw new Error('serve module: no such path')
  const source = await readFile(new URL(`..${path}`, import.meta.url), 'utf8')
  return stripTypeScriptTypes(source)
}

async function pageFingerprint(bytes: Buffer, mimeType: string): Promise<PageFingerprint> {
  await page.setInputFiles('input', { name: 'picture', mimeType, buffer: bytes })
  const output = page.locator('output:not(:empty)')
  await output.waitFor()
  const text = (await output.textContent()) ?? ''
  if (!text.startsWith('{')) throw new Error(text)
  return JSON.parse(text) as PageFingerprint
}

async function serverFingerprint(bytes: Buffer): Promise<Fingerprint> {
  const outcome = await fingerprint(bytes)
  if (outcome.status !== 'fingerprinted') throw new Error(`fingerprint picture: ${outcome.code}`)
  return outcome.fingerprint
}

function distance(a: string, b: string): number {
  return hammingDistance(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}
