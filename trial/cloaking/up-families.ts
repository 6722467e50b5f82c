import {
  always,
  html,
  jpeg,
  turn,
  type Answer,
  type Ask,
  type Behaviour,
  type Case,
  type Family,
} from './case.ts'
import { DECEIVING_FAMILIES } from './deceiving-families.ts'
import { cover, files, inline } from './scene.ts'
import { up } from './up.ts'
import { SAYS } from './words.ts'

/** Now here, now not. */
const flapping: Family = {
  name: 'flapping',
  make(making, at) {
    const { pictures } = making
    const content = jpeg(pictures.content)
    const gone = turn<Answer>([404, 410, 503, jpeg(pictures.other), 403], at)
    const kinds: readonly [string, (ask: Ask) => boolean][] = [
      ['every second request', ({ count }) => count % 2 === 1],
      ['every second look', ({ look }) => look % 2 === 1],
      ['two looks in three', ({ look, count }) => look % 3 !== 0 && count === 1],
      ['the first look', ({ look }) => look === 1],
    ]
    const [kind, isAway] = turn(kinds, at)
    return up({
      name: `${kind}, ${typeof gone === 'number' ? gone : 'another picture'}`,
      lies: true,
      files: files(making, { 'a.jpg': (ask) => (isAway(ask) ? gone : content) }),
      looks: 6,
    })
  },
}

/** Servers and networks in trouble. */
const trouble: Family = {
  name: 'trouble',
  make(making, at) {
    const cdn = { 'cf-ray': '1', server: 'cloudflare' }
    const kinds: readonly [string, Answer][] = [
      ['500', 500],
      ['502 of a CDN', { status: 502, body: 'Bad gateway', headers: cdn }],
      ['503', 503],
      ['504', 504],
      ['522', { status: 522, body: '', headers: cdn }],
      ['429', 429],
      ['reset', 'reset'],
      ['silence', 'silence'],
      ['truncated', 'truncated'],
      ['empty', { body: '', type: 'image/jpeg' }],
      ['text', { body: 'plain words', type: 'text/plain' }],
      ['the start of a picture', jpeg(making.pictures.content.subarray(0, 700))],
      ['a part of a picture', jpeg(making.pictures.content.subarray(0, 3_000))],
      [
        'half a picture',
        jpeg(making.pictures.content.subarray(0, making.pictures.content.length / 2)),
      ],
    ]
    const [kind, answer] = turn(kinds, at)
    const where = turn(['picture', 'page', 'both'], Math.floor(at / kinds.length) + at)
    return up({
      name: `${kind} at ${where}`,
      files: files(making, {
        ...(where === 'page' ? {} : { 'a.jpg': answer }),
        // While its picture says 404, a page in trouble proves nothing.
        ...(where === 'page' ? { '': answer, 'a.jpg': 404 } : {}),
        ...(where === 'both' ? { '': answer } : {}),
      }),
      looks: 3,
    })
  },
}

/** The page shows it from another place. */
const moved: Family = {
  name: 'moved',
  make(making, at) {
    const { pictures, url } = making
    const content = jpeg(pictures.content)
    const kinds: readonly [string, Answer, Record<string, Answer>][] = [
      ['path', html('<img src=b.jpg>'), { 'b.jpg': content }],
      ['data URL', html(inline(pictures.content)), {}],
      [
        'style sheet',
        html('<link rel=stylesheet href=s.css>'),
        { 's.css': { body: 'p{background:url(b.jpg)}', type: 'text/css' }, 'b.jpg': content },
      ],
      ['inline style', html('<p style="background:url(b.jpg)">'), { 'b.jpg': content }],
      [
        'frame',
        html('<iframe src=f.html></iframe>'),
        { 'f.html': html('<img src=b.jpg>'), 'b.jpg': content },
      ],
      ['srcset', html('<img srcset="b.jpg 2x" src=x.jpg>'), { 'b.jpg': content, 'x.jpg': 404 }],
      [
        'refresh',
        html('<meta http-equiv=refresh content="0; url=f.html">'),
        { 'f.html': html('<img src=b.jpg>'), 'b.jpg': content },
      ],
      ['link', html('<a href=b.jpg>see</a>'), { 'b.jpg': content }],
      ['video poster', html('<video poster=b.jpg></video>'), { 'b.jpg': content }],
      [
        'redirect',
        html('<img src=c.jpg>'),
        { 'c.jpg': { status: 302, body: '', headers: { location: 'b.jpg' } }, 'b.jpg': content },
      ],
      ['refused path', html('<img src=logo.jpg><img src=b.jpg>'), { 'b.jpg': 403 }],
      ['broken path', html('<img src=logo.jpg><img src=b.jpg>'), { 'b.jpg': 503 }],
      [
        'path behind a gate',
        html('<img src=logo.jpg><img src=b.jpg>'),
        { 'b.jpg': cover(turn(SAYS.age, at)) },
      ],
    ]
    const [kind, page, others] = turn(kinds, at)
    const isHost = at % 14 === 13
    const old = turn<Answer>([404, 410, jpeg(pictures.other)], at)
    if (isHost) {
      return {
        ...up({
          name: 'another host',
          files: files(making, { '': html(`<img src="${url('b.jpg', true)}">`), 'a.jpg': old }),
          atOther: { 'b.jpg': always(content) },
          lies: true,
          mustSee: true,
        }),
        // The host that had it has it no more; the other one gets a takedown of its own.
        isUp: () => false,
      }
    }
    return up({
      name: `${kind}, the old place ${typeof old === 'number' ? old : 'has another picture'}`,
      files: files(making, { '': page, 'a.jpg': old, ...others }),
    })
  },
}

/** The same picture in other bytes. */
const copies: Family = {
  name: 'changed copies',
  make(making, at) {
    const { pictures } = making
    const kinds = Object.keys(pictures.copies)
    const kind = turn(kinds, at)
    const copy = jpeg(pictures.copies[kind]!)
    const isMoved = Math.floor(at / kinds.length) % 2 === 1
    return up({
      name: `${kind}${isMoved ? ', moved' : ''}`,
      files: isMoved
        ? files(making, {
            '': html('<img src=logo.jpg><img src=b.jpg>'),
            'a.jpg': 404,
            'b.jpg': copy,
          })
        : files(making, { 'a.jpg': copy }),
    })
  },
}

/** Page and picture tell different things. */
const halfGone: Family = {
  name: 'half gone',
  make(making, at) {
    const { pictures } = making
    const missing = cover(turn(SAYS.missing, at))
    const cached = jpeg(pictures.content, { age: '900', 'x-cache': 'HIT', via: '1.1 cache' })
    const kinds: readonly [string, Record<string, Answer>, Behaviour?][] = [
      ['the page is gone, the picture is not', { '': 404 }],
      ['the page is a soft 404, the picture is not', { '': missing }, always(missing)],
      ['the page is parked, the picture is not', { '': cover(turn(SAYS.parked, at)) }],
      [
        'the picture is gone, the page holds it',
        { '': html(`<img src=logo.jpg>${inline(pictures.content)}`), 'a.jpg': 404 },
      ],
      ['the page is gone, a cache has the picture', { '': 410, 'a.jpg': cached }],
      ['both are soft 404 in words, and others are not', { '': missing, 'a.jpg': missing }],
      [
        'another page, the old place 404',
        { '': html('<h1>Hello</h1><p>Some other words'), 'a.jpg': 404 },
      ],
    ]
    const [kind, later, otherwise] = turn(kinds, at)
    return up({ name: kind, files: files(making, later), ...(otherwise ? { otherwise } : {}) })
  },
}

/** Name servers and addresses that do not answer as they should. */
const names: Family = {
  name: 'names',
  make(making, at) {
    const kinds: readonly [string, NonNullable<Case['names']>, boolean][] = [
      [
        'one resolver hides it',
        (look, who) => (look > 0 && who === 'north' ? 'absent' : 'here'),
        true,
      ],
      [
        'the other resolver hides it',
        (look, who) => (look > 0 && who === 'south' ? 'absent' : 'here'),
        true,
      ],
      ['resolvers fail', (look) => (look > 0 ? 'failure' : 'here'), false],
      ['nobody listens', (look) => (look > 0 ? 'nowhere' : 'here'), false],
    ]
    const isRedirect = at % 5 === 4
    const [kind, answer, lies] = turn(kinds, at)
    if (isRedirect) {
      const away: Answer = {
        status: 302,
        body: '',
        headers: { location: 'http://no-such-name.trial-site.com/' },
      }
      return up({
        name: 'sent on to a name that does not exist',
        files: files(making, { '': away, 'a.jpg': away }),
        looks: 3,
      })
    }
    return up({
      name: kind,
      files: files(making),
      names: answer,
      lies,
      looks: kind === 'resolvers fail' ? 2 : 4,
    })
  },
}

/** What is there all the time, for somebody. */
export const UP_FAMILIES: readonly Family[] = [
  ...DECEIVING_FAMILIES,
  flapping,
  trouble,
  moved,
  copies,
  halfGone,
  names,
]
