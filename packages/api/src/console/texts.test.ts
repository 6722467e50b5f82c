import { LANGUAGES, RESPONSE_CLASSES, ROLES } from '@nightlight/contract'
import { PROVIDER_KINDS, URL_POLICIES } from '@nightlight/notices'
import { describe, expect, it } from 'vitest'
import { MATCH_VARIANTS } from '../match-store.ts'
import { OUTCOMES } from '../outcome.ts'
import { REPORT_STATES } from '../report-state.ts'
import { CLOCKS } from '../takedown-state.ts'
import { LOOK_BACK_STATES, SUBMISSION_STATES } from '../lists/list-schemas.ts'
import { SUBMISSION_ACTIONS } from '../lists/submission-actions.ts'
import { TAKEDOWN_STATUSES } from '../takedown-store.ts'
import { TEXTS, chooseLanguage, translator } from './texts.ts'

/** Every code that notices gives a takedown. */
const ATTENTIONS = [
  'registry-unavailable',
  'no-rule',
  'policy-not-valid-today',
  'no-contact',
  'mailbox-refused',
  'police-mailbox-missing',
  'hand-over-returned',
  'provider-may-be-the-site',
  'hosting-country-changed',
  'hosting-country-disputed',
  'enter-in-iccam',
  'step-by-hand',
  'notice-waiting',
  'notice-not-accepted',
  'notice-unsendable',
  'channel-refused',
  'notice-in-doubt',
  'recipient-key-unusable',
  'escalation-due',
  'authority-next',
  'escalation-unreachable',
  'hand-over-unanswered',
  'cannot-be-checked',
  'stuck',
  'hold-ends-soon',
  'retract-notice',
  'retract-by-hand',
  'disputed',
  'dispute-upheld',
  'reply-not-theirs',
  'reply-needs-information',
  'reply-refused',
  'reply-impossible',
  'reply-unread',
]

/** Every code of a removal check that a person may have to decide on. */
const CHECK_CODES = [
  'same-bytes',
  'same-picture',
  'probable-copy',
  'other-picture',
  'not-comparable',
  'placeholder',
  'not-on-page',
  'page-instead',
  'other-page',
  'not-found-page',
  'soft-404',
  'login-page',
  'challenge',
  'parked',
  'forbidden',
  'geo-blocked',
  'dns-gone',
  'dns-failed',
  'host-down',
  'cdn-error',
  'unread-addresses',
  'not-visited',
  'not-asked-again',
  'page-over-budget',
  'not-rendered',
  'part-missing',
  'frame-not-read',
  'refresh-not-followed',
  'host-paused',
  'room-busy',
  'onion-refused',
  'proxy-failed',
  'proxy-refused',
  'proxy-target-failed',
  'connection-lost',
  'tls-failed',
  'http2-flood',
  'headers-too-large',
  'encoding-refused',
  'page-too-large',
  'image-too-large',
  'too-many-redirects',
  'not-an-image',
  'archive',
  'archive-over-budget',
  'archive-encrypted',
  'archive-unsupported',
  'archive-damaged',
  'decoder-crashed',
]

/** What is written on a visit beside them. */
const VISIT_CODES = [
  'fingerprinted',
  'not-modified',
  'video',
  'first-frame-only',
  'damaged',
  'unsupported',
  'too-many-pixels',
  'out-of-memory',
  'svg-refused',
  'timeout',
  'sheet',
  'cut-short',
  'renderer-missing',
  'for-browser-picture',
]

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort()
/** Names of the numbers that words of a text depend on. */
const numbers = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\|[^|}]+\|[^|}]+\}/g)].map(([, name = '']) => name)

describe('TEXTS', () => {
  it.each(LANGUAGES)('has every key in %s and no other', (language) => {
    expect(Object.keys(TEXTS[language]).sort()).toEqual(Object.keys(TEXTS.en).sort())
  })

  it.each(LANGUAGES)('leaves no text empty in %s', (language) => {
    for (const text of Object.values(TEXTS[language])) expect(text.trim()).not.toBe('')
  })

  it.each(LANGUAGES)('has the same placeholders in %s', (language) => {
    for (const [key, text] of Object.entries(TEXTS.en)) {
      const other = TEXTS[language][key as keyof typeof TEXTS.en]
      expect(placeholders(other), key).toEqual(placeholders(text))
    }
  })

  it.each(LANGUAGES)('has words that depend on numbers in %s written in full', (language) => {
    for (const [key, text] of Object.entries(TEXTS[language])) {
      const known = new Set([...placeholders(TEXTS.en[key as keyof typeof TEXTS.en]), '{n}'])
      expect(text.split('|').length - 1, key).toBe(2 * numbers(text).length)
      for (const name of numbers(text)) expect([...known], key).toContain(`{${name}}`)
    }
  })

  it.each([
    ['state', REPORT_STATES],
    ['counted', REPORT_STATES],
    ['state-next', REPORT_STATES],
    ['outcome', OUTCOMES],
    ['status', TAKEDOWN_STATUSES],
    ['clock', CLOCKS],
    ['role', ROLES],
    ['found', MATCH_VARIANTS.filter((name) => name !== 'picture')],
    ['attention', ATTENTIONS],
    ['answer', RESPONSE_CLASSES],
    ['response', RESPONSE_CLASSES],
    ['provider-kind', PROVIDER_KINDS],
    ['url-policy', [...URL_POLICIES, 'usual']],
    ['language', LANGUAGES],
    ['submission-state', SUBMISSION_STATES],
    ['submission-next', SUBMISSION_STATES],
    ['look-back', LOOK_BACK_STATES],
    ['look-back-short', LOOK_BACK_STATES],
    ['because', ['same-media', 'same-entry']],
    ['code', CHECK_CODES],
    ['code', VISIT_CODES],
    ['actor', ['crawler', 'matcher', 'exchange', 'configuration', 'command-line', 'mail-server']],
    ['action', SUBMISSION_ACTIONS],
    ['action-what', SUBMISSION_ACTIONS],
  ])('names every %s', (group, codes) => {
    for (const code of codes) expect(TEXTS.en).toHaveProperty([`${group}.${code}`])
  })
})

describe('translator', () => {
  it('fills placeholders', () => {
    expect(translator('de')('matches.waiting', { n: 3 })).toBe('Offen: 3.')
  })

  it.each([
    ['en', 0, 'matches to decide'],
    ['en', 1, 'match to decide'],
    ['en', '1,001', 'matches to decide'],
    ['fr', 0, 'correspondance à trancher'],
    ['fr', 1, 'correspondance à trancher'],
    ['fr', 2, 'correspondances à trancher'],
    ['nl', 1, 'treffer te beslissen'],
    ['nl', '100+', 'treffers te beslissen'],
  ] as const)('takes the word that fits in %s: %s', (language, n, words) => {
    expect(translator(language)('overview.undecided', { n })).toBe(words)
  })

  it.each([
    // a match is a treffer
    ['nl', /overeenkomst/i],
    // a look back is a comparaison au passé
    ['fr', /rétrospecti/i],
  ] as const)('has one word for one thing in %s', (language, other) => {
    expect(Object.values(TEXTS[language]).filter((text) => other.test(text))).toEqual([])
  })

  it('shows a code that has no text as it is', () => {
    expect(translator('en').code('code', 'no-such-code')).toBe('no-such-code')
  })

  it('says in words what a server answered', () => {
    expect(translator('de').code('code', 'http-503')).toBe('der Server antwortete 503')
  })
})

describe('chooseLanguage', () => {
  it.each([
    [[], 'fr-BE,nl;q=0.8', 'fr'],
    [[], 'es, de;q=0.5, nl;q=0.9', 'nl'],
    [[], 'nl;q=0, de;q=0.1', 'de'],
    [[], undefined, 'en'],
    [[], '*', 'en'],
    [['de'], 'fr', 'de'],
    [[undefined, 'nl'], 'fr', 'nl'],
    [['xx'], 'fr', 'fr'],
  ])('of %j and %j takes %s', (chosen, header, language) => {
    expect(chooseLanguage(chosen, header)).toBe(language)
  })
})
