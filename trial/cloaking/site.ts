import type { IncomingMessage, ServerResponse } from 'node:http'
import { startHttp } from '../../packages/crawler/src/fetch/testing.ts'
import type { Answer, Ask, Behaviour, Case, NameAnswer, Who } from './case.ts'

/** The source address of requests that came through the proxy. */
export const SOUTH_SOURCE = '127.0.0.2'
/** Nobody listens there. */
const NOWHERE = '127.0.0.9'
const DOMAIN = 'trial-site.com'
const OTHER_DOMAIN = 'trial-host.net'

type Playing = { case: Case; look: number; counts: Map<string, number> }

/** A web server for all cases, which tells them apart by their first path segment. */
export async function openSite() {
  const playing = new Map<string, Playing>()
  const held = new Set<ServerResponse>()
  const server = await startHttp((request, response) => {
    const [, id = '', file = ''] = /^\/([^/]+)\/(.*)$/.exec(request.url ?? '') ?? []
    const play = playing.get(id)
    const answer = play ? answerOf(play, request, file) : 404
    if (answer === 'silence') held.add(response)
    send(response, answer)
  })
  const hostOf = (id: string, isOther: boolean): string =>
    `${id}.${isOther ? OTHER_DOMAIN : DOMAIN}`
  return {
    port: server.port,
    begin: (id: string, one: Case): void =>
      void playing.set(id, { case: one, look: 0, counts: new Map() }),
    look(id: string, number: number): void {
      const play = playing.get(id)!
      play.look = number
      play.counts.clear()
    },
    end: (id: string): void => void playing.delete(id),
    url: (id: string, file: string, isOther = false): string =>
      `http://${hostOf(id, isOther)}:${server.port}/${id}/${file}`,
    /** What a name server says to one of the vantage points: an address, `failure`, or null for no such name. */
    resolve(name: string, who: Who): string | null {
      const id = name.split('.')[0]!
      const play = playing.get(id)
      const known = play && (name === hostOf(id, false) || name === hostOf(id, true))
      const says: NameAnswer = known ? (play.case.names?.(play.look, who) ?? 'here') : 'absent'
      if (says === 'absent') return null
      return says === 'failure' ? says : says === 'here' ? '127.0.0.1' : NOWHERE
    },
    async [Symbol.asyncDispose]() {
      for (const response of held) response.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
}

export type Site = Awaited<ReturnType<typeof openSite>>

function answerOf(play: Playing, request: IncomingMessage, file: string): Answer {
  const { headers, socket } = request
  const isOther = (headers.host ?? '').includes(OTHER_DOMAIN)
  const key = `${isOther} ${file}`
  const count = (play.counts.get(key) ?? 0) + 1
  play.counts.set(key, count)
  const ask: Ask = {
    who: socket.remoteAddress === SOUTH_SOURCE ? 'south' : 'north',
    look: play.look,
    count,
    isFromPage: headers.referer !== undefined,
    userAgent: headers['user-agent'] ?? '',
    language: headers['accept-language'] ?? '',
  }
  const files: Readonly<Record<string, Behaviour>> = isOther
    ? (play.case.atOther ?? {})
    : play.case.files
  const behaviour = Object.hasOwn(files, file) ? files[file] : play.case.otherwise
  return behaviour?.(ask) ?? 404
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer === 'silence') return
  if (answer === 'reset') return void response.socket?.resetAndDestroy()
  if (answer === 'truncated') {
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': 50_000 })
    return void response.write(Buffer.alloc(1_000), () => response.socket?.destroy())
  }
  const content = typeof answer === 'number' ? { status: answer, body: '' } : answer
  const { status = 200, type = 'text/html; charset=utf-8', headers = {}, body } = content
  response.writeHead(status, { 'content-type': type, ...headers }).end(body)
}
