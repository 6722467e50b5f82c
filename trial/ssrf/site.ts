import { once } from 'node:events'
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createRaw, type AddressInfo, type Server, type Socket } from 'node:net'
import { spelledOnce } from './addresses.ts'
import type { Page } from './pages.ts'

/** Ports that listen on every address beside that of the site: the web's, and those of what is inside. */
const WATCHED_PORTS = [22, 25, 80, 110, 443, 5432, 6379, 8080, 11211]

/** Would carry what a request of a stranger must not carry. */
const FORBIDDEN_HEADERS = [
  'authorization',
  'cookie',
  'metadata',
  'metadata-flavor',
  'proxy-authorization',
  'upgrade',
  'x-aws-ec2-metadata-token',
  'x-forwarded-for',
]

export type Site = AsyncDisposable & {
  port: number
  /** Ports that are listened on, and so would show a connection. */
  watched: readonly number[]
  /** How often an address other than the site's was connected, by address and port. */
  inside: ReadonlyMap<string, number>
  /** What requests carried that they must not. */
  faults: ReadonlySet<string>
  requests(): number
}

export type SiteOptions = {
  /** The one address that may be connected, at the port of the site alone. */
  address: string
  page: (path: string) => Page | null
  onRequest?: (host: string) => void
}

/**
 * Listens on every address of the machine: what comes to `address` at one port is the site, anything
 * else has come where nothing may come.
 */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { address, page, onRequest } = options
  const inside = new Map<string, number>()
  const faults = new Set<string>()
  const sockets = new Set<Socket>()
  let requests = 0
  const isSite = (socket: Socket): boolean => {
    return spelledOnce(socket.localAddress ?? '::') === address && socket.localPort === site.port
  }
  const take = (socket: Socket): void => {
    sockets.add(socket.on('error', () => undefined))
    socket.on('close', () => sockets.delete(socket))
    if (socket.localAddress === undefined || isSite(socket)) return
    const place = `${spelledOnce(socket.localAddress)} ${socket.localPort}`
    inside.set(place, (inside.get(place) ?? 0) + 1)
    // stays open for what would be sent
    setTimeout(() => socket.destroy(), 50).unref()
  }
  const web = createHttp((request, response) => {
    requests += 1
    const host = (request.headers.host ?? '').replace(/:\d+$/, '')
    onRequest?.(host)
    for (const fault of faultsOf(request)) faults.add(fault)
    answer(response, page(request.url ?? ''))
  })
  const site = { port: 0 }
  site.port = await listen(web.on('connection', take), 0)
  const watchers: { server: Server; port: number }[] = []
  for (const port of WATCHED_PORTS) {
    const server = createRaw(take)
    if (await listen(server, port).catch(() => null)) watchers.push({ server, port })
  }
  return {
    port: site.port,
    watched: [...watchers.map(({ port }) => port), site.port],
    inside,
    faults,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      for (const server of [web, ...watchers.map((one) => one.server)]) {
        server.close()
        await once(server, 'close')
      }
    },
  }
}

/** On all addresses of both families, or of IPv4 where there is no other. */
async function listen(server: Server, port: number): Promise<number> {
  for (const host of ['::', '0.0.0.0']) {
    server.listen(port, host)
    const isListening = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (isListening) return (server.address() as AddressInfo).port
  }
  throw new Error(`listen: port ${port} cannot be had`)
}

function faultsOf({ method, headers, url = '' }: IncomingMessage): string[] {
  const carried = FORBIDDEN_HEADERS.filter((name) => headers[name] !== undefined)
  return [
    ...carried.map((name) => `a request carried the header ${name}`),
    ...(method === 'GET' ? [] : ['a request was no GET']),
    ...(/own-hotline/.test(headers.host ?? '') ? ['a name of our own was asked'] : []),
    ...(/[@\s]/.test(headers.host ?? '') ? ['the host of a request is no host'] : []),
    ...(/^\/[\x21-\x7e]*$/.test(url) ? [] : ['the path of a request was decoded']),
  ]
}

function answer(response: ServerResponse, page: Page | null): void {
  if (page === null) {
    response.writeHead(404).end()
  } else if ('location' in page) {
    // Past the checks of Node: a server can send whatever it likes.
    const location = Buffer.from(page.location.replace(/[\r\n]/g, ''), 'utf8')
    const head = `HTTP/1.1 302 Found\r\ncontent-length: 0\r\nconnection: close\r\nlocation: `
    response.socket?.end(Buffer.concat([Buffer.from(head), location, Buffer.from('\r\n\r\n')]))
  } else {
    response.writeHead(200, { 'content-type': `${page.type}; charset=utf-8` }).end(page.body)
  }
}
