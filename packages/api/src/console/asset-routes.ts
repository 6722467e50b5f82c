import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { AppDeps } from '../app.ts'
import { securityHeaders } from '../security-headers.ts'
import type { App } from '../validation.ts'

/** One file for every page, in this order: a browser asks once and keeps it. */
const STYLES = [
  'tokens.css',
  'style.css',
  'frame.css',
  'tables.css',
  'lists.css',
  'providers.css',
  'timeline.css',
  'queue.css',
  'desk.css',
  'portal.css',
  'supervision.css',
  'police.css',
  'exports.css',
  'oversight.css',
] as const
/** What pages are better with and complete without; files of one line are a module of their own. */
const SCRIPTS = [
  ['zone.js'],
  ['live.js'],
  ['follow.js'],
  ['key-sheet.js'],
  ['keys.js'],
  ['undo.js'],
  ['sha256.js', 'upload.js'],
] as const
const CSS = 'text/css; charset=utf-8'
const JS = 'text/javascript; charset=utf-8'

/** Without the lines that are comments: they are for whoever changes a file, and a tenth of what is sent. */
const read = (name: string): string =>
  readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8').replaceAll(
    /^[ \t]*(?:\/\/.*|\/\*[^]*?\*\/)\n/gm,
    '',
  )

/** Files that belong to pages. */
export function assetRoutes(app: App, deps: AppDeps): void {
  const files: readonly (readonly [string, string, string])[] = [
    ['console.css', CSS, STYLES.map(read).join('\n')],
    ['console.js', JS, SCRIPTS.map((names) => `{\n${names.map(read).join('')}}\n`).join('')],
    ['passkey.js', JS, read('passkey.js')],
    ['code-of-link.js', JS, read('code-of-link.js')],
    ['icon.svg', 'image/svg+xml', read('icon.svg')],
  ]
  for (const [name, type, body] of files) {
    // the same for everybody and without a secret; pages, which are neither, are sent as they are
    const packed = gzipSync(body, { level: 9 })
    app.get(`/assets/${name}`, { config: { access: 'public' } }, async (request, reply) => {
      reply
        .headers({ ...securityHeaders('asset', deps.secure), vary: 'accept-encoding' })
        .type(type)
      return takesGzip(request.headers['accept-encoding'])
        ? reply.header('content-encoding', 'gzip').send(packed)
        : reply.send(body)
    })
  }
}

/** Named, and not with a weight of nothing. */
const takesGzip = (accepted: string | string[] | undefined): boolean =>
  /(^|[\s,])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(accepted ?? ''))
