import {
  drips,
  endless,
  head,
  HEADERS,
  LOST,
  READ,
  says,
  saysAndStays,
  TIMEOUT,
  TOO_LARGE,
  whole,
  type Case,
} from './case.ts'

const HTML = { 'content-type': 'text/html' }
const PAGE = '<!doctype html><p>hello'
const many = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('')

/** Heads, lengths and framing that no proper server would send. */
export const HTTP_CASES: readonly Case[] = [
  { name: 'no answer', answer: () => undefined, ends: [TIMEOUT], isSlow: true },
  {
    name: 'head that drips',
    answer: drips(`HTTP/1.1 200 OK\r\n${'x-slow: '.repeat(100)}`, 200),
    ends: [TIMEOUT],
    isSlow: true,
  },
  {
    name: 'body that drips',
    answer: drips(head({ ...HTML, 'content-length': 1e6 }) + 'a'.repeat(1e5), 20),
    ends: [TIMEOUT],
    maxMs: 32_000,
    isSlow: true,
  },
  {
    name: 'body that stops',
    answer: saysAndStays(`${head({ ...HTML, 'content-length': 1e6 })}${PAGE}`),
    ends: [TIMEOUT],
    maxMs: 32_000,
    isSlow: true,
  },
  {
    name: 'body without a length that never closes',
    answer: saysAndStays(`${head(HTML)}${PAGE}`),
    ends: [TIMEOUT],
    maxMs: 32_000,
    isSlow: true,
  },
  {
    name: 'head without an end',
    answer: endless('HTTP/1.1 200 OK\r\n', 'x-a: b\r\n'),
    ends: [HEADERS],
  },
  {
    name: '100,000 headers',
    answer: says(`HTTP/1.1 200 OK\r\n${many(1e5, (at) => `x-${at}: b\r\n`)}\r\n${PAGE}`),
    ends: [HEADERS],
  },
  {
    name: '101 headers',
    answer: says(`HTTP/1.1 200 OK\r\n${many(101, (at) => `x-${at}: b\r\n`)}\r\n${PAGE}`),
    ends: [HEADERS],
  },
  {
    name: '200 cookies',
    answer: says(`HTTP/1.1 200 OK\r\n${many(200, (at) => `set-cookie: a${at}=b\r\n`)}\r\n${PAGE}`),
    ends: [HEADERS],
  },
  {
    name: 'header line of 1 MB',
    answer: says(`HTTP/1.1 200 OK\r\nx-long: ${'a'.repeat(1e6)}\r\n\r\n${PAGE}`),
    ends: [HEADERS],
  },
  {
    name: 'header name of 1 MB',
    answer: says(`HTTP/1.1 200 OK\r\n${'a'.repeat(1e6)}: b\r\n\r\n${PAGE}`),
    ends: [HEADERS],
  },
  {
    name: 'reason phrase without an end',
    answer: endless('HTTP/1.1 200 ', 'OK'),
    ends: [HEADERS, LOST],
  },
  {
    name: 'interim answers without an end',
    answer: endless('', 'HTTP/1.1 100 Continue\r\n\r\n'),
    ends: [HEADERS, LOST],
  },
  {
    name: 'early hints without an end',
    answer: endless('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n'),
    ends: [HEADERS],
  },
  {
    name: 'switching protocols',
    answer: says('HTTP/1.1 101 Switching Protocols\r\n\r\nx'),
    ends: [LOST],
  },
  { name: 'no status line', answer: says(PAGE), ends: [LOST] },
  { name: 'noise', answer: endless('', '\x00\xff\x16\x03'), ends: [LOST, HEADERS] },
  {
    name: 'status of nine digits',
    answer: says(`HTTP/1.1 200000000 OK\r\n\r\n${PAGE}`),
    ends: [LOST],
  },
  { name: 'status 999', answer: says(whole(PAGE, {}, '999 Odd')), ends: ['failed: http-999'] },
  {
    name: 'line ends without CR',
    answer: says(`HTTP/1.1 200 OK\ncontent-type: text/html\n\n${PAGE}`),
    ends: [LOST],
  },
  {
    name: 'folded header',
    answer: says(`HTTP/1.1 200 OK\r\nx-fold: a\r\n b\r\n c\r\ncontent-length: 3\r\n\r\n<p>`),
    ends: [LOST, READ],
  },
  {
    name: 'zero byte in a header',
    answer: says(`HTTP/1.1 200 OK\r\nx-a: b\0c\r\n\r\n${PAGE}`),
    ends: [LOST],
  },
  {
    name: 'space before the colon',
    answer: says(`HTTP/1.1 200 OK\r\nx-a : b\r\n\r\n${PAGE}`),
    ends: [LOST],
  },
  {
    name: 'length that promises more',
    answer: says(`${head({ ...HTML, 'content-length': 5000 })}${PAGE}`),
    ends: [LOST],
  },
  {
    name: 'length that promises less',
    answer: endless(`${head({ ...HTML, 'content-length': 3 })}<p>`, PAGE),
    ends: [READ, LOST],
  },
  {
    name: 'length of 10^15',
    answer: endless(head({ ...HTML, 'content-length': 1e15 }), 'a'.repeat(1000)),
    ends: [TOO_LARGE],
  },
  {
    name: 'length of 30 digits',
    answer: says(head({ 'content-length': '9'.repeat(30) })),
    ends: [LOST, TOO_LARGE],
  },
  { name: 'length below zero', answer: says(head({ 'content-length': -1 })), ends: [LOST] },
  {
    name: 'two lengths',
    answer: says(`HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 900\r\n\r\n<p>`),
    ends: [LOST],
  },
  {
    name: 'length and chunks',
    answer: says(
      `${head({ 'content-length': 3, 'transfer-encoding': 'chunked' })}3\r\n<p>\r\n0\r\n\r\n`,
    ),
    ends: [LOST],
  },
  {
    name: 'transfer coding that is none',
    answer: says(`${head({ 'transfer-encoding': 'xchunked' })}3\r\n<p>\r\n0\r\n\r\n`),
    ends: [LOST, READ, 'other: not-an-image'],
  },
  {
    name: 'transfer coding in layers',
    answer: says(`${head({ 'transfer-encoding': 'gzip, chunked' })}3\r\n<p>\r\n0\r\n\r\n`),
    ends: [LOST, READ],
  },
  {
    name: 'chunks without an end',
    answer: endless(head({ ...HTML, 'transfer-encoding': 'chunked' }), `8\r\n<p>aaaaa\r\n`),
    ends: [TOO_LARGE],
  },
  {
    name: 'chunks of one byte',
    answer: endless(head({ ...HTML, 'transfer-encoding': 'chunked' }), `1\r\na\r\n`),
    ends: [TOO_LARGE],
  },
  {
    name: 'chunk length beyond 64 bits',
    answer: says(`${head({ 'transfer-encoding': 'chunked' })}${'F'.repeat(40)}\r\n<p>`),
    ends: [LOST],
  },
  {
    name: 'chunk extension without an end',
    answer: endless(`${head({ ...HTML, 'transfer-encoding': 'chunked' })}3;`, 'a=b;'),
    ends: [LOST, TOO_LARGE, HEADERS, TIMEOUT],
    maxMs: 32_000,
    isSlow: true,
  },
  {
    name: 'trailers without an end',
    answer: endless(
      `${head({ ...HTML, 'transfer-encoding': 'chunked' })}3\r\n<p>\r\n0\r\n`,
      'x-a: b\r\n',
    ),
    ends: [LOST, HEADERS, READ],
    maxMs: 32_000,
  },
  {
    name: 'chunks that drip',
    answer: drips(
      head({ ...HTML, 'transfer-encoding': 'chunked' }) + '1\r\na\r\n'.repeat(9999),
      20,
    ),
    ends: [TIMEOUT],
    maxMs: 32_000,
    isSlow: true,
  },
  {
    name: 'body without an end',
    answer: endless(head(HTML), 'a'.repeat(1000)),
    ends: [TOO_LARGE],
  },
  {
    name: 'never closes after its answer',
    answer: saysAndStays(whole(PAGE)),
    ends: [READ],
    maxMs: 2_000,
  },
  {
    name: 'goes on after its answer',
    answer: endless(whole(PAGE).toString(), 'HTTP/1.1 200 OK\r\n\r\n'),
    ends: [READ, LOST],
    maxMs: 2_000,
  },
  { name: 'closes at once', answer: (socket) => void socket.end(), ends: [LOST] },
  { name: 'resets at once', answer: (socket) => void socket.resetAndDestroy(), ends: [LOST] },
  {
    name: 'resets in the head',
    answer: (socket) => void socket.write('HTTP/1.1 200 OK\r\nx-', () => socket.resetAndDestroy()),
    ends: [LOST],
  },
  {
    name: 'resets in the body',
    answer: (socket) =>
      void socket.write(`${head({ ...HTML, 'content-length': 1e6 })}${PAGE}`, () => {
        setTimeout(() => socket.resetAndDestroy(), 50)
      }),
    ends: [LOST],
  },
  {
    name: 'nothing with a body',
    answer: says(whole(PAGE, {}, '204 No Content')),
    ends: ['other: not-an-image', READ, LOST],
  },
  {
    name: 'not modified with a body',
    answer: says(whole(PAGE, {}, '304 Not Modified')),
    ends: ['other: not-an-image', READ, LOST, 'other', 'failed: not-modified'],
  },
  {
    name: 'type of 10,000 characters',
    answer: says(whole(PAGE, { 'content-type': `text/html; ${'a=b;'.repeat(2500)}` })),
    ends: [READ],
  },
]
