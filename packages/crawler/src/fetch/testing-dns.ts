import { createSocket } from 'node:dgram'
import { once } from 'node:events'

const TYPES = { A: 1, CNAME: 5, AAAA: 28 } as const

/** Bytes of the records of one name, by type; a name that is not there does not exist. */
export type Zone = Record<string, Partial<Record<keyof typeof TYPES, Uint8Array[]>>>

/** A name server on 127.0.0.1 that knows one zone and counts what it is asked. */
export async function startDns(zone: Zone) {
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = questionOf(query)
    asked.push(name)
    socket.send(answerTo(query.subarray(0, end), zone[name], type), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    server: `127.0.0.1:${socket.address().port}`,
    asked,
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

/** A name as RFC 1035 section 3.1 writes it. */
export function dnsName(name: string): Buffer {
  const labels = name.split('.').map((label) => [label.length, ...Buffer.from(label)])
  return Buffer.from([...labels.flat(), 0])
}

function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

function answerTo(question: Buffer, records: Zone[string] | undefined, type: number): Buffer {
  const kind = (Object.keys(TYPES) as (keyof typeof TYPES)[]).find((key) => TYPES[key] === type)
  const found = (kind && records?.[kind]) ?? []
  const head = Buffer.from(question)
  head.writeUInt16BE(records === undefined ? 0x8183 : 0x8180, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(found.length, 6)
  head.writeUInt16BE(0, 8)
  head.writeUInt16BE(0, 10)
  const answers = found.map((data) => {
    // The name of the question, the class of the internet, one second.
    const record = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 1, 0, data.byteLength])
    return Buffer.concat([record, data])
  })
  return Buffer.concat([head, ...answers])
}
