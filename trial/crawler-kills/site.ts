import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const PICTURE = readFileSync(
  new URL('../../packages/crawler/fixtures/scene-1.jpg', import.meta.url),
)

/** One request as the site saw it; `agent` says which process asked. */
export type Asked = { host: string; path: string; agent: string; atMs: number }

export type Site = AsyncDisposable & {
  port: number
  url(host: number, page: number): string
  asked: readonly Asked[]
  /** The most that a host was asked for at once, by its address. */
  most: ReadonlyMap<string, number>
}

/**
 * A web site at so many addresses of loopback, each of which is a host; every page shows one picture.
 *
 * @param answersInMs  how long a host takes for an answer
 */
export async function startSite(
  hosts: number,
  answersInMs: (host: number) => number,
): Promise<Site> {
  await using stack = new AsyncDisposableStack()
  const asked: Asked[] = []
  const most = new Map<string, number>()
  let port = 0
  for (let host = 1; host <= hosts; host++) {
    const address = `127.0.0.${host}`
    let active = 0
    const server = createServer((request, response) => {
      const { path, agent } = factsOf(request)
      asked.push({ host: address, path, agent, atMs: performance.now() })
      most.set(address, Math.max(most.get(address) ?? 0, ++active))
      response.once('close', () => active--)
      void answer(path, response, answersInMs(host))
    })
    await new Promise<void>((listening) => server.listen(port, address, listening))
    port = (server.address() as AddressInfo).port
    stack.defer(async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    })
  }
  const owned = stack.move()
  return {
    port,
    asked,
    most,
    url: (host, page) => `http://127.0.0.${host}:${port}/page/${page}`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const factsOf = (request: IncomingMessage): { path: string; agent: string } => ({
  path: request.url ?? '',
  agent: request.headers['user-agent'] ?? '',
})

async function answer(path: string, response: ServerResponse, inMs: number): Promise<void> {
  await pause(inMs)
  const [, kind, name] = path.split('/')
  if (kind === 'picture') response.writeHead(200, { 'content-type': 'image/jpeg' }).end(PICTURE)
  else if (kind !== 'page') response.writeHead(404).end()
  else {
    const html = `<!doctype html><body><img src="/picture/${name}.jpg"></body>`
    response.writeHead(200, { 'content-type': 'text/html' }).end(html)
  }
}
