import type { IncomingMessage, ServerResponse } from 'node:http'
import { listenHttp } from '../../packages/cli/src/demo/listening.ts'
import { drawPictures } from '../../packages/cli/src/demo/pictures.ts'
import { digest } from '../../packages/fingerprint/src/index.ts'
import { startDns } from '../ssrf/dns-server.ts'
import type { Canaries } from './canaries.ts'
import { startMailServer, type MailServer } from './mail-server.ts'

const SITE = '127.0.21.1'
const REGISTRY = '127.0.21.2'
const SUBSCRIBER = '127.0.21.3'
/** Ways in which a page fails. */
const FAILURES = [
  'status',
  'redirect',
  'loop',
  'reset',
  'garbage',
  'damaged',
  'cut',
  'type',
] as const

export type World = {
  mail: MailServer
  /** Addresses to report that lead to pictures of the list. */
  pages: string[]
  /** Addresses to report that fail, each in its way. */
  failing: string[]
  /** A file of a list: the pictures of the pages, others, and rows to refuse. */
  list: string
  /** Where events are told. */
  hook: string
  told(): number
  env: Record<string, string>
  [Symbol.asyncDispose](): Promise<void>
}

/** Everything outside of the service, on loopback: web sites, names, a registry, a mail server, a subscriber. */
export async function openWorld(canaries: Canaries, pages: number, seed: number): Promise<World> {
  await using resources = new AsyncDisposableStack()
  const word = (what: string): string => canaries.word('address', what)
  const host = `${canaries.word('host', 'name of a host')}.example.net`
  const lost = `${canaries.word('host', 'name of a host that is not known')}.example.net`
  const pictures = (await drawPictures(seed)).slice(0, pages)
  const shown = pictures.map(({ bytes, mime }) => ({
    page: `/${word('path of a page')}`,
    picture: `/${word('path of a picture')}.img?sig=${word('query of a picture')}`,
    title: canaries.word('note', 'title of a page'),
    text: canaries.word('note', 'text of a page'),
    bytes,
    mime,
  }))
  const failing = FAILURES.map((how) => ({ how, path: `/${how}/${word(`path of ${how}`)}` }))
  const away = `http://${lost}/${word('path of a redirect')}`
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = request.url ?? ''
    const page = shown.find((one) => url.startsWith(one.page))
    if (page) {
      response.setHeader('set-cookie', `id=${canaries.word('secret', 'cookie of a site')}`)
      response.setHeader('content-type', 'text/html; charset=utf-8')
      return void response.end(
        `<title>${page.title}</title><p>${page.text}<img src="${page.picture}"><a href="${away}">x</a>`,
      )
    }
    const picture = shown.find((one) => url === one.picture)
    if (picture) {
      response.setHeader('content-type', picture.mime)
      return void response.end(picture.bytes)
    }
    const failure = failing.find(({ path }) => url.startsWith(path))
    if (failure) return fail(failure.how, url, response, away)
    response.writeHead(404).end()
  }
  const site = resources.use(await listenHttp(answer, { host: SITE, port: 0 }))
  const dns = resources.use(
    await startDns((name, type) => {
      if (!name.endsWith('.example.net') || name === lost) return null
      return type === 'A' ? [{ type: 'A', data: SITE }] : []
    }),
  )
  const mailbox = `${canaries.word('person', 'mailbox of a provider')}@example.org`
  const contact = { mailbox, name: canaries.word('person', 'contact of a registry') }
  const registry = resources.use(await listenHttp(registryOf(contact), { host: REGISTRY, port: 0 }))
  let told = 0
  const subscriber = resources.use(
    await listenHttp(
      (request, response) => {
        told++
        request.resume()
        response.writeHead(told % 2 === 0 ? 200 : 500)
        response.end(`${request.url} ${canaries.word('note', 'answer of a subscriber')}`)
      },
      { host: SUBSCRIBER, port: 0 },
    ),
  )
  const mail = resources.use(await startMailServer(canaries.word('mail', 'words of a mail server')))
  const password = canaries.word('secret', 'password of the mail server')
  const at = `http://${host}:${site.port}`
  const owned = resources.move()
  return {
    mail,
    pages: shown.map(({ page }) => `${at}${page}?q=${word('query of a page')}#${word('fragment')}`),
    failing: [
      ...failing.map(({ path }) => `${at}${path}?q=${word('query of a failing page')}`),
      `http://${lost}/${word('path where no host is')}`,
      `http://${host}:${site.port + 1}/${word('path at a closed port')}`,
      `http://user:${canaries.word('secret', 'password in an address')}@${host}:${site.port}/x`,
      `ftp://${host}/${word('path of another scheme')}`,
      `http://${canaries.word('host', 'refused host')}.invalid/`,
      `http://127.0.0.1/${word('path of a refused address')}`,
      `not an address ${word('words that are no address')}`,
    ],
    list: listOf(canaries, pictures),
    hook: `http://${SUBSCRIBER}:${subscriber.port}/${canaries.word('secret', 'path of a subscriber')}`,
    told: () => told,
    env: {
      CRAWL_ALLOW_NETWORKS: '127.0.21.1/32',
      CRAWL_ALLOW_PORTS: `${site.port},${site.port + 1}`,
      CRAWL_DNS_SERVERS: `127.0.0.1:${dns.port}`,
      RDAP_URL: `http://${REGISTRY}:${registry.port}/`,
      EVENT_ALLOW_NETWORKS: '127.0.21.3/32',
      SMTP_URL: `smtp://sender:${password}@127.0.0.1:${mail.port}`,
      MAIL_FROM: 'trial@example.net',
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function fail(
  how: (typeof FAILURES)[number],
  url: string,
  response: ServerResponse,
  away: string,
): void {
  if (how === 'status') return void response.writeHead(500).end(`broken: ${url}`)
  if (how === 'redirect') return void response.writeHead(302, { location: away }).end()
  if (how === 'loop') return void response.writeHead(302, { location: url }).end()
  if (how === 'reset') return void response.socket?.resetAndDestroy()
  if (how === 'garbage') return void response.socket?.end(`HTTP/9 ${url}\r\n${url}\r\n\r\n`)
  if (how === 'damaged') {
    response.setHeader('content-type', 'image/png')
    return void response.end(`\x89PNG\r\n\x1a\n${url}`)
  }
  if (how === 'cut') {
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': '100000' })
    response.write(`<title>${url}</title>`)
    return void response.socket?.end()
  }
  response.setHeader('content-type', `application/${url.slice(-12)}`)
  response.end(url)
}

function listOf(canaries: Canaries, pictures: readonly { bytes: Uint8Array }[]): string {
  const matching = pictures.map(({ bytes }) =>
    canaries.keep('hash', 'digest of a picture', digest(bytes).sha256),
  )
  const others = Array.from({ length: 5 }, () => canaries.digest('entry of a list'))
  const refused = [
    canaries.digest('entry that is too short').slice(1),
    canaries.word('hash', 'no hash'),
  ]
  const rows = [...matching, ...others, ...refused].map((sha256, at) => `row-${at},${sha256}`)
  return ['id,sha256', ...rows, ''].join('\n')
}

const registryOf =
  (contact: { mailbox: string; name: string }) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const isKnown = request.url === `/ip/${SITE}`
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/rdap+json' })
    response.end(
      JSON.stringify(isKnown ? network(contact) : { errorCode: 404, title: request.url }),
    )
  }

const network = ({ mailbox, name }: { mailbox: string; name: string }) => ({
  rdapConformance: ['rdap_level_0', 'cidr0'],
  objectClassName: 'ip network',
  handle: 'NET-127-0-21-1',
  startAddress: SITE,
  endAddress: SITE,
  ipVersion: 'v4',
  name: 'TRIAL-NET',
  country: 'NL',
  status: ['active'],
  entities: [
    {
      objectClassName: 'entity',
      handle: 'ABUSE-TRIAL',
      roles: ['abuse'],
      vcardArray: [
        'vcard',
        [
          ['version', {}, 'text', '4.0'],
          ['fn', {}, 'text', name],
          ['kind', {}, 'text', 'group'],
          ['email', { type: 'work' }, 'text', mailbox],
        ],
      ],
    },
  ],
})
