import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { installationKey } from '@nightlight/runtime'
import { openCheckpoint } from './checkpoint.ts'
import { readNote, SIGNATURE_TYPES, signNote, writeLine, type NoteKey } from './note.ts'
import { verifyConsistency } from './proof.ts'

type Head = { size: number; root: Buffer }

/**
 * A witness as C2SP tlog-witness has it, on a loopback address: keeps the last head it signed, and signs what is consistent.
 *
 * @param log  the key that it knows the log by
 */
export async function startWitness(log: NoteKey) {
  const { key, publicKey } = installationKey(Buffer.alloc(32, 21), 'test witness')
  const own = { name: 'witness.example/w1', type: SIGNATURE_TYPES.cosignature, publicKey, key }
  let head: Head = { size: 0, root: Buffer.alloc(0) }
  let broken: 'signature' | 'gone' | null = null
  const asked: number[] = []

  const answer = (body: string): { status: number; type?: string; text?: string } => {
    const [, old, proof, note] = /^old (\d+)\n((?:[\w+/=]+\n)*)\n([\s\S]*)$/.exec(body) ?? []
    if (old === undefined || proof === undefined || note === undefined) return { status: 400 }
    asked.push(Number(old))
    const opened = openCheckpoint(note, log)
    if (opened === 'other-key') return { status: 404 }
    if (typeof opened === 'string') return { status: 403 }
    if (Number(old) > opened.size) return { status: 400 }
    if (Number(old) !== head.size) {
      return { status: 409, type: 'text/x.tlog.size', text: `${head.size}\n` }
    }
    if (head.size === opened.size && !head.root.equals(opened.root)) return { status: 409 }
    const hashes = proof.split('\n').slice(0, -1)
    const path = hashes.map((hash) => Buffer.from(hash, 'base64'))
    if (!verifyConsistency(head, opened, path)) return { status: 422 }
    head = { size: opened.size, root: opened.root }
    const text = broken === 'signature' ? `${opened.text}more\n` : readNote(note)!.text
    const line = writeLine(signNote(text, own, new Date()))
    return { status: 200, type: 'text/plain', text: `\u2014 other.example/w AAAAAAAA\n${line}` }
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (broken === 'gone') return void request.socket.destroy()
      const isCall = request.method === 'POST' && request.url === '/w/add-checkpoint'
      const { status, type, text } = isCall
        ? answer(Buffer.concat(chunks).toString())
        : { status: 404 }
      response.writeHead(status, { 'content-type': type ?? 'text/plain' }).end(text ?? '')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/w`,
    key: { name: own.name, type: own.type, publicKey: own.publicKey } satisfies NoteKey,
    asked,
    head: () => head,
    break: (how: typeof broken) => {
      broken = how
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
