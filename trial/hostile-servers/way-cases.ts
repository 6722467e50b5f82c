import {
  head,
  OVER_BUDGET,
  READ,
  says,
  TIMEOUT,
  whole,
  endless,
  type Case,
  type Hostile,
} from './case.ts'

const LOOP = 'failed: too-many-redirects'

const redirectTo = (location: string): Buffer => whole('', { location }, '302 Found')
/** Behind the number of the case. */
const numberIn = (path: string): number => Number(/^\/\d+\/(\d+)/.exec(path)?.[1] ?? 0)
const markup = (body: string): Hostile => says(whole(`<!doctype html>${body}`))

/** A server that redirects by the number at the end of the path. */
const redirects =
  (next: (number: number, path: string) => string | null): Hostile =>
  (socket, path) => {
    const location = next(numberIn(path), path)
    socket.end(location === null ? whole('<p>there') : redirectTo(location))
  }

/** Ways that lead on and on, and pages that name more than can be read. */
export const WAY_CASES: readonly Case[] = [
  {
    name: 'redirect to itself',
    answer: (socket, path) => void socket.end(redirectTo(path)),
    ends: [LOOP],
  },
  {
    name: 'redirect to itself with a fragment',
    answer: (socket, path) => void socket.end(redirectTo(`${path}#${Math.random()}`)),
    ends: [LOOP],
  },
  { name: 'redirects in a circle of two', answer: redirects((n) => `./${1 - n}`), ends: [LOOP] },
  { name: 'redirects to ever new addresses', answer: redirects((n) => `./${n + 1}`), ends: [LOOP] },
  { name: 'five redirects', answer: redirects((n) => (n < 5 ? `./${n + 1}` : null)), ends: [READ] },
  { name: 'six redirects', answer: redirects((n) => (n < 6 ? `./${n + 1}` : null)), ends: [LOOP] },
  {
    name: 'redirects that take nine seconds each',
    answer: (socket, path) =>
      void setTimeout(() => socket.end(redirectTo(`./${numberIn(path) + 1}`)), 9_000),
    ends: [TIMEOUT],
    maxMs: 32_000,
    isSlow: true,
  },
  {
    name: 'redirect with a body without an end',
    answer: (socket, path) => {
      if (numberIn(path) > 0) socket.end(whole('<p>there'))
      else endless(head({ location: './1' }, '302 Found'), 'a'.repeat(1000))(socket, path)
    },
    ends: [READ],
    maxMs: 2_000,
  },
  {
    name: 'redirect to 15,000 characters',
    answer: says(redirectTo(`./${'a'.repeat(15_000)}`)),
    ends: ['refused: redirect-refused', 'failed: headers-too-large'],
  },
  {
    name: 'redirect without a place',
    answer: says(whole('', {}, '302 Found')),
    ends: ['other: not-an-image', READ],
  },
  {
    name: 'page that refreshes to itself',
    answer: (socket, path) =>
      markup(`<meta http-equiv=refresh content="0; url=${path}">`)(socket, path),
    ends: [READ],
  },
  {
    name: 'page that refreshes for ever',
    answer: (socket, path) =>
      markup(`<meta http-equiv=refresh content="0; url=./${numberIn(path) + 1}">`)(socket, path),
    ends: [READ],
    others: ['refused: refresh-not-followed'],
  },
  {
    name: 'frames in frames for ever',
    answer: (socket, path) =>
      markup(
        `<iframe src="./${numberIn(path) * 2 + 1}"></iframe><iframe src="./${numberIn(path) * 2 + 2}"></iframe>`,
      )(socket, path),
    ends: [READ],
    others: ['refused: frame-not-read'],
  },
  {
    name: '1,000 frames',
    answer: (socket, path) => {
      if (numberIn(path) > 0) return void socket.end(whole('<p>frame'))
      const frames = Array.from({ length: 1000 }, (_, at) => `<iframe src="./${at + 1}"></iframe>`)
      return markup(frames.join(''))(socket, path)
    },
    ends: [OVER_BUDGET],
  },
  {
    name: '1,000 style sheets',
    answer: (socket, path) => {
      if (numberIn(path) > 0) return void socket.end(whole('', { 'content-type': 'text/css' }))
      const sheets = Array.from(
        { length: 1000 },
        (_, at) => `<link rel=stylesheet href="./${at + 1}">`,
      )
      return markup(sheets.join(''))(socket, path)
    },
    ends: [OVER_BUDGET],
  },
  {
    name: '5,000 pictures that are none',
    answer: (socket, path) => {
      if (numberIn(path) > 0) return void socket.end(whole('', {}, '404 Not Found'))
      const pictures = Array.from({ length: 5000 }, (_, at) => `<img src="./${at + 1}">`)
      return markup(pictures.join(''))(socket, path)
    },
    ends: [OVER_BUDGET],
    maxMs: 60_000,
  },
  {
    name: 'style sheets that never answer',
    answer: (socket, path) => {
      if (numberIn(path) > 0) return
      const sheets = Array.from(
        { length: 30 },
        (_, at) => `<link rel=stylesheet href="./${at + 1}">`,
      )
      markup(sheets.join(''))(socket, path)
    },
    ends: [OVER_BUDGET],
    maxMs: 150_000,
    isSlow: true,
  },
  {
    name: 'pictures that never answer',
    answer: (socket, path) => {
      if (numberIn(path) > 0) return
      const pictures = Array.from({ length: 100 }, (_, at) => `<img src="./${at + 1}">`)
      markup(pictures.join(''))(socket, path)
    },
    ends: [OVER_BUDGET],
    maxMs: 150_000,
    isSlow: true,
  },
]
