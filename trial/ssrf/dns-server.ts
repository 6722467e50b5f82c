import { createSocket, type Socket as DatagramSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { dnsName } from '../../packages/crawler/src/fetch/testing-dns.ts'
import { readAddress } from './addresses.ts'

const TYPES = { A: 1, CNAME: 5, AAAA: 28 } as const
const NX_DOMAIN = 3
/** What resolvers say that they take in one datagram. */
const MAX_DATAGRAM = 1232
const MOST_ATTEMPTS = 20

/** One answer; `name` is that of the question unless an alias led elsewhere. */
export type Answer = { type: keyof typeof TYPES; data: string; name?: string }

/** What a name has, asked for `A`, `AAAA` or anything else; null where there is no such name. */
export type Zone = (name: string, type: 'A' | 'AAAA' | 'other') => Found | Promise<Found>
type Found = readonly Answer[] | null

export type DnsServer = AsyncDisposable & { port: number; queries(): number }

/** Starts a name server on 127.0.0.1, UDP and TCP; every answer has a time to live of zero. */
export async function startDns(zone: Zone, port = 0): Promise<DnsServer> {
  let queries = 0
  const respond = (query: Buffer): Promise<Buffer | null> => {
    queries += 1
    return answerQuery(query, zone)
  }
  let isOpen = true
  const streams = createServer((socket) => {
    let held: Buffer = Buffer.alloc(0)
    const reply = async (query: Buffer): Promise<void> => {
      const answer = await respond(query)
      if (answer) socket.write(Buffer.concat([uint16(answer.length), answer]))
    }
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk])
      while (held.length >= 2 && held.length >= 2 + held.readUInt16BE()) {
        const end = 2 + held.readUInt16BE()
        void reply(held.subarray(2, end))
        held = held.subarray(end)
      }
    })
  })
  const datagrams = await bindBoth(streams, port)
  datagrams.on('message', (query, { address, port: back }) => {
    void respond(query).then((answer) => {
      if (answer && isOpen) datagrams.send(cutToDatagram(answer), back, address)
      return undefined
    })
  })
  return {
    port: (streams.address() as AddressInfo).port,
    queries: () => queries,
    async [Symbol.asyncDispose]() {
      isOpen = false
      datagrams.close()
      streams.close()
      await once(streams, 'close')
    },
  }
}

/**
 * Listens on one port for both; which is free for the one may be taken for the other.
 *
 * @param port  that and no other, unless 0
 */
async function bindBoth(streams: Server, port: number): Promise<DatagramSocket> {
  for (let attempt = 1; ; attempt++) {
    streams.listen(port, '127.0.0.1')
    await once(streams, 'listening')
    const datagrams = createSocket('udp4')
    try {
      datagrams.bind((streams.address() as AddressInfo).port, '127.0.0.1')
      await once(datagrams, 'listening')
      return datagrams
    } catch (error) {
      datagrams.close()
      streams.close()
      await once(streams, 'close')
      if (port !== 0 || attempt === MOST_ATTEMPTS) throw error
    }
  }
}

/** @returns null for what is no question */
export async function answerQuery(query: Buffer, zone: Zone): Promise<Buffer | null> {
  const question = readQuestion(query)
  if (question === null) return null
  const { name, type, end } = question
  const kind = type === TYPES.A ? 'A' : type === TYPES.AAAA ? 'AAAA' : 'other'
  const found = await zone(name.toLowerCase(), kind)
  const records = (found ?? []).map((answer) => writeRecord(answer, name))
  const flags = 0x8580 | (found === null ? NX_DOMAIN : 0)
  return Buffer.concat([
    query.subarray(0, 2),
    ...[flags, 1, records.length, 0, 0].map(uint16),
    query.subarray(12, end),
    ...records,
  ])
}

/** The head and the question alone, marked as cut off, when an answer does not fit. */
function cutToDatagram(answer: Buffer): Buffer {
  if (answer.length <= MAX_DATAGRAM) return answer
  const head = Buffer.from(answer.subarray(0, readQuestion(answer)?.end ?? 12))
  head.writeUInt16BE(head.readUInt16BE(2) | 0x0200, 2)
  head.writeUInt16BE(0, 6)
  return head
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } | null {
  if (query.length < 17) return null
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    if (length > 63 || at + length + 5 > query.length) return null
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 }
}

function writeRecord({ type, data, name }: Answer, asked: string): Buffer {
  const content = type === 'CNAME' ? dnsName(data) : writeBytes(data)
  const inet = 1
  return Buffer.concat([
    dnsName(name ?? asked),
    ...[TYPES[type], inet, 0, 0, content.length].map(uint16),
    content,
  ])
}

function writeBytes(address: string): Buffer {
  const { family, value } = readAddress(address)
  return Buffer.from(value.toString(16).padStart(family === 4 ? 8 : 32, '0'), 'hex')
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff])
}
