import {
  always,
  html,
  jpeg,
  becomes,
  turn,
  type Answer,
  type Behaviour,
  type Case,
  type Family,
} from './case.ts'
import { cover, files } from './scene.ts'
import { SAYS } from './words.ts'

type Parts = Omit<Case, 'family' | 'isUp' | 'looks'> & Partial<Pick<Case, 'looks' | 'isUp'>>
const gone = (parts: Parts): Omit<Case, 'family'> => ({
  isUp: (look) => look === 0,
  looks: 6,
  lies: true,
  ...parts,
})

const plain: Family = {
  name: 'plain 404 and 410',
  make(making, at) {
    const status = turn([404, 410], at)
    const kinds: readonly [string, Record<string, Answer>][] = [
      ['picture', { 'a.jpg': status }],
      ['page and picture', { '': status, 'a.jpg': status }],
      ['all', { '': status, 'a.jpg': status, 'logo.jpg': status }],
      ['picture, and the page dropped it', { '': html('<img src=logo.jpg>'), 'a.jpg': status }],
      ['picture, from a cache', { 'a.jpg': { status, body: '', headers: { age: '60' } } }],
    ]
    const [kind, later] = turn(kinds, Math.floor(at / 2))
    return gone({ name: `${status} at ${kind}`, find: 'must', files: files(making, later) })
  },
}

const alone: Family = {
  name: 'reported by itself',
  make(making, at) {
    const { pictures } = making
    const answer = turn<Answer>([404, 410, jpeg(pictures.other)], at)
    return gone({
      name: typeof answer === 'number' ? String(answer) : 'another picture',
      find: 'must',
      files: { '': becomes(jpeg(pictures.content), answer) },
    })
  },
}

const replacedBy: Family = {
  name: 'replaced',
  make(making, at) {
    const { pictures } = making
    const isMissing = at % 2 === 1
    return gone({
      name: isMissing ? 'by what stands for any missing picture' : 'by another picture',
      find: 'must',
      files: files(making, { 'a.jpg': jpeg(pictures.other) }),
      ...(isMissing ? { otherwise: always(jpeg(pictures.other)) } : {}),
    })
  },
}

const flatPlaceholder: Family = {
  name: 'replaced by a flat graphic',
  make(making, at) {
    const { pictures } = making
    const isMissing = at % 2 === 0
    return gone({
      name: isMissing ? 'that stands for any missing picture' : 'that stands there alone',
      find: 'may',
      files: files(making, { 'a.jpg': jpeg(pictures.flat) }),
      ...(isMissing ? { otherwise: always(jpeg(pictures.flat)) } : {}),
    })
  },
}

const inlineGone: Family = {
  name: 'left the page that held it',
  make(making, at) {
    const { pictures } = making
    const held = `<img src="data:image/jpeg;base64,${pictures.content.toString('base64')}">`
    const hasLogo = at % 2 === 0
    return gone({
      name: hasLogo ? 'which shows the rest' : 'which shows nothing of before',
      find: 'may',
      files: {
        '': becomes(
          html(`<img src=logo.jpg>${held}`),
          html(hasLogo ? '<img src=logo.jpg>' : '<p>Hi'),
        ),
        'logo.jpg': always(jpeg(pictures.logo)),
      },
    })
  },
}

const softMissing: Family = {
  name: 'soft 404',
  make(making, at) {
    const text = turn(SAYS.missing, at)
    const missing: Answer = cover(text, '<a href=/>Home</a>')
    const kinds: readonly [string, Record<string, Answer>][] = [
      ['page and picture', { '': missing, 'a.jpg': missing }],
      ['page, the picture 404', { '': missing, 'a.jpg': 404 }],
      ['picture', { 'a.jpg': missing }],
    ]
    const [kind, later] = turn(kinds, at)
    return gone({
      name: `${kind}: ${text}`,
      find: 'may',
      files: files(making, later),
      otherwise: always(missing),
    })
  },
}

const saysSo: Family = {
  name: 'the page says so',
  make(making, at) {
    const text = turn(SAYS.missing, at)
    return gone({
      name: text,
      find: 'may',
      files: files(making, { '': cover(text), 'a.jpg': 404 }),
    })
  },
}

const nameGone: Family = {
  name: 'the name is gone',
  make: (making) =>
    gone({
      name: 'for both resolvers',
      find: 'may',
      files: files(making, {}),
      names: (look) => (look > 0 ? 'absent' : 'here'),
    }),
}

const parked: Family = {
  name: 'the domain is parked',
  make(making, at) {
    const text = turn(SAYS.parked, at)
    const isEverywhere = at % 2 === 1
    const page = cover(text)
    return gone({
      name: `${isEverywhere ? 'at every address' : 'the picture 404'}: ${text}`,
      find: 'may',
      files: files(making, { '': page, 'a.jpg': isEverywhere ? page : 404 }),
      ...(isEverywhere ? { otherwise: always(page) } : {}),
    })
  },
}

const afterTrouble: Family = {
  name: 'gone after trouble',
  make(making, at) {
    const { pictures } = making
    const first = turn<Answer>([503, 403, 'reset', jpeg(pictures.content)], at)
    const later: Behaviour = ({ look }) => (look <= 2 ? first : 404)
    return gone({
      name: `first ${typeof first === 'object' ? 'still there' : first}`,
      find: 'must',
      isUp: (look) => look <= 2,
      files: files(making, { 'a.jpg': later }),
      looks: 8,
    })
  },
}

const changedPage: Family = {
  name: 'nothing shows that it is the page',
  make: (making, at) =>
    gone({
      name: turn(SAYS.strange, at),
      find: 'may',
      files: files(making, { '': cover(turn(SAYS.strange, at)), 'a.jpg': 404 }),
    }),
}

const onePointBlind: Family = {
  name: 'one point cannot tell',
  make: (making, at) =>
    gone({
      name: `${turn([403, 451, 503], at)} for one`,
      find: 'may',
      files: files(making, {
        'a.jpg': ({ who }) => (who === 'south' ? turn([403, 451, 503], at) : 404),
      }),
    }),
}

/** Gone, and back again: what was removed must be seen to be back. */
const resurfacing: Family = {
  name: 'back again',
  make(making, at) {
    const { pictures } = making
    const away = turn<Answer>([404, 410, jpeg(pictures.other)], at)
    const isBack = (look: number): boolean => look > 3
    return gone({
      name: typeof away === 'number' ? String(away) : 'after another picture',
      find: 'must',
      isUp: (look) => look === 0 || isBack(look),
      files: files(making, {
        'a.jpg': ({ look }) => (isBack(look) ? jpeg(pictures.content) : away),
      }),
    })
  },
}

export const GONE_FAMILIES: readonly Family[] = [
  plain,
  alone,
  replacedBy,
  afterTrouble,
  resurfacing,
  flatPlaceholder,
  inlineGone,
  softMissing,
  saysSo,
  nameGone,
  parked,
  changedPage,
  onePointBlind,
]
