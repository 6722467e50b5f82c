import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { drawPictures, numbered, pageHtml, PICTURES_A_PAGE } from './draw-site.ts'
import { hostilePage } from './hostile-pages.ts'

/** What this process tells when it listens. */
export type SiteReady = { port: number; meanPictureBytes: number }

// A process of its own, so that what a site costs is told apart. Loopback only, one port at each address.
const KEPT_MS = 120_000
const [, , ofEachPlace = '1', hosts = '1'] = process.argv
const pictures = await drawPictures(Number(ofEachPlace), 1)

const WHOLE_NUMBER = /^\d{1,9}$/

function answer(path: string, response: ServerResponse): void {
  const [, kind = '', name = ''] = path.split('/')
  const [number = ''] = name.split('.jpg')
  const isKnown = WHOLE_NUMBER.test(number)
  if (kind === 'page' && isKnown) {
    return send(response, 'text/html', [Buffer.from(pageOf(Number(number)))])
  }
  if (kind === 'picture' && isKnown) {
    const picture = pictures[Number(number) % pictures.length]!
    return send(response, 'image/jpeg', numbered(picture, Number(number)))
  }
  const hostile = kind === 'hostile' ? hostilePage(name) : undefined
  if (hostile) return send(response, 'text/html', [hostile.body], hostile.headers)
  response.writeHead(404).end()
}

function pageOf(page: number): string {
  const first = page * PICTURES_A_PAGE
  const srcs = Array.from({ length: PICTURES_A_PAGE }, (_, at) => `/picture/${first + at}.jpg`)
  return pageHtml(page, srcs)
}

function send(
  response: ServerResponse,
  type: string,
  pieces: readonly Uint8Array[],
  headers: Record<string, string> = {},
): void {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  response.writeHead(200, { 'content-type': type, 'content-length': length, ...headers })
  for (const piece of pieces) response.write(piece)
  response.end()
}

let port = 0
for (let host = 1; host <= Number(hosts); host++) {
  const server = createServer((request, response) => answer(request.url ?? '', response))
  // a kept connection that ends just when it is used again would cost its user a picture
  server.keepAliveTimeout = KEPT_MS
  await new Promise<void>((listening) => server.listen(port, `127.0.0.${host}`, listening))
  port = (server.address() as AddressInfo).port
}
process.once('disconnect', () => process.exit())
const bytes = pictures.reduce((sum, { length }) => sum + length, 0)
const ready: SiteReady = { port, meanPictureBytes: bytes / pictures.length }
process.send?.(ready)
