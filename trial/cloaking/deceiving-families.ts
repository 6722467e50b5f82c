import {
  always,
  becomes,
  html,
  jpeg,
  turn,
  type Answer,
  type Ask,
  type Behaviour,
  type Family,
  type Making,
} from './case.ts'
import { cover, files, PAGE } from './scene.ts'
import { up } from './up.ts'
import { SAYS } from './words.ts'

/** By what a site tells its guests apart. */
const TELLS: readonly [string, (ask: Ask) => boolean][] = [
  ['source', ({ who }) => who === 'north'],
  ['user agent', ({ userAgent }) => userAgent.includes('Nightlight')],
  ['language', ({ language }) => language.startsWith('nl')],
  ['other source', ({ who }) => who === 'south'],
]

/** What somebody is shown who is not to see the content. */
const masks = ({ pictures }: Making, at: number): readonly [string, Answer, boolean][] => [
  ['404', 404, true],
  ['410', 410, true],
  ['403', 403, false],
  ['451', 451, false],
  ['500', 500, false],
  ['login', html('<form><input type=password></form>'), false],
  ['age gate', cover(turn(SAYS.age, at)), false],
  ['captcha', cover(turn(SAYS.human, at)), false],
  ['abroad', cover(turn(SAYS.abroad, at)), false],
  ['parked', cover(turn(SAYS.parked, at)), false],
  ['strange gate', cover(turn(SAYS.strange, at)), false],
  ['soft 404', cover(turn(SAYS.missing, at)), true],
  ['another picture', jpeg(pictures.other), true],
  ['flat picture', jpeg(pictures.flat), true],
  [
    'challenge',
    {
      ...html('<script>window._cf_chl_opt={}</script>'),
      status: 403,
      headers: { 'cf-mitigated': 'challenge' },
    },
    false,
  ],
]

/** One of two vantage points is shown something else, at the picture alone or at the page as well. */
const oneSees: Family = {
  name: 'one point is deceived',
  make(making, at) {
    const all = masks(making, at)
    const [mask, answer, lies] = turn(all, at)
    const [tell, isFooled] = turn(TELLS, Math.floor(at / all.length) + at)
    const isBoth = at % 2 === 1
    const behind =
      (shown: Answer): Behaviour =>
      (ask) =>
        isFooled(ask) ? answer : shown
    const { pictures } = making
    return up({
      name: `${mask} by ${tell}${isBoth ? ', page too' : ''}`,
      lies,
      files: files(making, {
        'a.jpg': behind(jpeg(pictures.content)),
        ...(isBoth ? { '': behind(html(PAGE)) } : {}),
      }),
      ...(mask === 'soft 404' || mask === 'flat picture' ? { otherwise: always(answer) } : {}),
      looks: 6,
    })
  },
}

/** Both are refused, while others are not. */
const bothRefused: Family = {
  name: 'both points are refused',
  make(making, at) {
    const all = masks(making, at).filter(([, , lies]) => !lies)
    const [mask, answer] = turn(all, at)
    const where = turn(['picture', 'page', 'everything'], Math.floor(at / all.length) + at)
    return up({
      name: `${mask} at ${where}`,
      files: files(making, {
        ...(where === 'page' ? {} : { 'a.jpg': answer }),
        ...(where === 'picture' ? {} : { '': answer }),
        ...(where === 'everything' ? { 'logo.jpg': answer } : {}),
      }),
      ...(where === 'everything' ? { otherwise: always(answer) } : {}),
    })
  },
}

/** The page asks first, and what it leads to has new addresses: the old one is not found. */
const gateAndNewAddress: Family = {
  name: 'gate before new addresses',
  make(making, at) {
    const kinds = ['age', 'human', 'login', 'abroad', 'strange'] as const
    const kind = turn(kinds, at)
    const text = turn(SAYS[kind], Math.floor(at / kinds.length))
    // With the logo, only words can tell a gate from the page.
    const hasLogo = kind !== 'strange' && at % 2 === 0
    return up({
      name: `${kind}: ${text}`,
      files: files(making, { '': cover(text, hasLogo ? '<img src=logo.jpg>' : ''), 'a.jpg': 404 }),
    })
  },
}

/** Shown within the page only. */
const hotlinking: Family = {
  name: 'shown within the page only',
  make(making, at) {
    const { pictures } = making
    const kinds: readonly [string, Answer][] = [
      ['404', 404],
      ['403', 403],
      ['another picture', jpeg(pictures.other)],
      ['flat picture', jpeg(pictures.flat)],
      ['a page', cover('Visit our site')],
      ['a page that says so', cover('Image not found')],
    ]
    const [kind, answer] = turn(kinds, at)
    const isAlone = Math.floor(at / kinds.length) % 2 === 1
    const shown: Behaviour = (ask) => (ask.isFromPage ? jpeg(pictures.content) : answer)
    return up({
      name: `${kind}${isAlone ? ', reported by itself' : ''}`,
      lies: true,
      files: isAlone
        ? { '': becomes(jpeg(pictures.content), shown) }
        : files(making, { 'a.jpg': shown }),
      otherwise: always(answer),
    })
  },
}

/** Every picture of the page is another one now, for whoever has no account. */
const guests: Family = {
  name: 'a picture for guests',
  make(making, at) {
    const { pictures } = making
    const instead = jpeg(turn([pictures.other, pictures.flat], at))
    const page = html('<img src=a.jpg><img src=logo.jpg><img src=second.jpg>')
    const base = files(making, { '': page, 'a.jpg': instead, 'logo.jpg': instead })
    return up({
      name: `${turn(['comparable', 'flat'], at)}${at % 4 > 1 ? ', for what never was too' : ''}`,
      files: { ...base, '': always(page), 'second.jpg': becomes(jpeg(pictures.second), instead) },
      ...(at % 4 > 1 ? { otherwise: always(instead) } : {}),
    })
  },
}

/** Sites that show one thing to some and another to others. */
export const DECEIVING_FAMILIES: readonly Family[] = [
  oneSees,
  bothRefused,
  gateAndNewAddress,
  hotlinking,
  guests,
]
