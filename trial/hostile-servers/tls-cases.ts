import type { Socket } from 'node:net'
import { makeBadCertificate } from '../../packages/crawler/src/fetch/testing.ts'
import { drips, endless, says, TIMEOUT, type Case } from './case.ts'

const FAILED = 'failed: tls-failed'

/** One record of a handshake that goes on in the next. */
function record(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([type, 3, 3, body.length >> 8, body.length & 255]), body])
}

/** A hello of the server in TLS 1.2, and the beginning of a certificate of 16 MB. */
function helloAndMore(): Buffer {
  const hello = Buffer.concat([
    Buffer.from([2, 0, 0, 38, 3, 3]),
    Buffer.alloc(32, 7),
    Buffer.from([0, 0xc0, 0x2f, 0]),
  ])
  return Buffer.concat([
    record(22, hello),
    record(22, Buffer.from([11, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc])),
  ])
}

const once = (answer: string | Uint8Array) => (socket: Socket) =>
  void socket.once('data', () => socket.end(answer))

/** Servers that are asked for TLS. */
export function tlsCases(): Case[] {
  const { key, cert } = makeBadCertificate()
  const chain = (count: number) => ({ key, cert: cert.repeat(count) })
  return [
    { name: 'tls: plain HTTP', handshake: once('HTTP/1.1 200 OK\r\n\r\n'), ends: [FAILED] },
    { name: 'tls: noise', handshake: endless('', '\x16\x03\x01\x00\xff'), ends: [FAILED] },
    { name: 'tls: closes', handshake: once(''), ends: [FAILED] },
    {
      name: 'tls: resets',
      handshake: (socket) => void socket.once('data', () => socket.resetAndDestroy()),
      ends: [FAILED],
    },
    { name: 'tls: alert', handshake: once(record(21, Buffer.from([2, 40]))), ends: [FAILED] },
    {
      name: 'tls: alerts without an end',
      handshake: endless('', record(21, Buffer.from([1, 90]))),
      ends: [FAILED],
    },
    {
      name: 'tls: empty records without an end',
      handshake: endless('', record(22, Buffer.alloc(0))),
      ends: [FAILED],
    },
    {
      name: 'tls: certificate of 16 MB',
      handshake: (socket, path) => {
        socket.write(helloAndMore())
        endless('', record(22, Buffer.alloc(16_000, 1)))(socket, path)
      },
      ends: [FAILED],
    },
    {
      name: 'tls: 20 certificates',
      secure: chain(20),
      answer: says('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n<p>'),
      ends: ['page'],
    },
    { name: 'tls: 250 certificates', secure: chain(250), ends: [FAILED] },
    { name: 'tls: 5,000 certificates', secure: chain(5_000), ends: [FAILED] },
    {
      name: 'tls: no answer',
      handshake: () => undefined,
      ends: [TIMEOUT],
      maxMs: 32_000,
      isSlow: true,
    },
    {
      name: 'tls: drips',
      handshake: drips(helloAndMore().toString('latin1').repeat(20), 200),
      ends: [TIMEOUT, FAILED],
      maxMs: 32_000,
      isSlow: true,
    },
  ]
}
