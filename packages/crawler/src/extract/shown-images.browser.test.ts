import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttp, type TestServer } from '../fetch/testing.ts'
import { extractImages } from './extract-images.ts'

const PAGES = 400
/** Of a page that never loads. */
const LOAD_MS = 2_000

const RAW = [
  'iframe',
  'noembed',
  'noframes',
  'noscript',
  'script',
  'style',
  'textarea',
  'title',
  'xmp',
]
const OTHERS = [
  'a',
  'b',
  'body',
  'desc',
  'div',
  'font',
  'foreignObject',
  'frameset',
  'head',
  'html',
].concat(['math', 'mi', 'mtext', 'p', 'select', 'svg', 'table', 'td', 'template'])
const MARKS = [
  '<!--',
  '-->',
  '--!>',
  '<!-->',
  '<![CDATA[',
  ']]>',
  '<!',
  '<?',
  '</',
  '<',
  '>',
  '/>',
  '">',
  "'>",
]
  .concat([
    '"',
    "'",
    '=',
    '\0',
    '&lt;',
    '<p title="',
    "<p a='",
    '</p a="',
    '<p a=',
    '</style ',
    '</script x',
  ])
  .concat([
    '<plaintext>',
    '<script/>',
    '<style/>',
    '<svg/>',
    '<annotation-xml encoding="text/html">',
  ])

/** Markup that no person writes, from the pieces at which readers of markup disagree. */
const soup = fc
  .array(
    fc.oneof(
      {
        weight: 2,
        arbitrary: fc.constantFrom('<img src=#>', '<img src="#">', "<img alt='>' src='#'/>"),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(...RAW.flatMap((name) => [`<${name}>`, `</${name}>`])),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(...OTHERS.flatMap((name) => [`<${name}>`, `</${name}>`])),
      },
      { weight: 1, arbitrary: fc.constantFrom(...MARKS) },
    ),
    { minLength: 4, maxLength: 24 },
  )
  .map((pieces) => pieces.map((piece, index) => piece.replace('#', `/i/${index}`)).join(''))

/** Loads each page as a browser does and tells which pictures it has. */
const DRIVER = `<!doctype html><body><script type=module>
for (let number = 0; number < ${PAGES}; number++) {
  const frame = document.createElement('iframe')
  await new Promise((done) => {
    frame.onload = done
    frame.src = '/page/' + number
    document.body.append(frame)
    setTimeout(done, ${LOAD_MS})
  })
  const images = [...frame.contentDocument.querySelectorAll('img')]
  const sources = images.map((image) => image.getAttribute('src'))
  await fetch('/shown/' + number, { method: 'POST', body: JSON.stringify(sources) })
  frame.remove()
}
</script>`

const pages = fc.sample(soup, { seed: 1, numRuns: PAGES }).map((body) => `<!doctype html>${body}`)
const shown = new Map<number, string[]>()
const all = Promise.withResolvers<void>()

let server: TestServer
let profile: string
let browser: ChildProcess
beforeAll(async () => {
  const program = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  if (!existsSync(program)) {
    throw new Error('Preparing the test: no browser; set CHROMIUM_PATH, or run through npm test')
  }
  server = await startHttp((request, response) => {
    const [, what, number] = (request.url ?? '').split('/')
    const html = what === '' ? DRIVER : what === 'page' ? pages[Number(number)] : undefined
    if (what !== 'shown') {
      response.writeHead(html === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(html)
      return
    }
    const parts: Buffer[] = []
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        shown.set(Number(number), JSON.parse(Buffer.concat(parts).toString()) as string[])
        response.end()
        if (shown.size === PAGES) all.resolve()
      })
  })
  profile = await mkdtemp(join(tmpdir(), 'nightlight-browser-'))
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run']
  const own = [`--user-data-dir=${profile}`, '--remote-debugging-port=0', `${server.origin}/`]
  browser = spawn(program, [...flags, '--disable-background-networking', ...own], {
    stdio: 'ignore',
  })
  browser.on('exit', () => all.reject(new Error('The browser ended early')))
  await all.promise
})
afterAll(async () => {
  browser?.removeAllListeners('exit').kill()
  await server?.[Symbol.asyncDispose]()
  await rm(profile, { recursive: true, force: true, maxRetries: 5 })
})

describe('extractImages', () => {
  it('finds every picture that a browser shows of markup that is none', () => {
    const missed = pages.flatMap((page, number) => {
      const { images } = extractImages(Buffer.from(page), 'text/html', new URL('http://site.com/'))
      const found = new Set(images.map(({ url }) => url.pathname))
      return (shown.get(number) ?? [])
        .filter((path) => !found.has(path))
        .map((path) => ({ path, page }))
    })
    expect(missed).toEqual([])
    expect([...shown.values()].flat().length).toBeGreaterThan(PAGES)
  })
})
