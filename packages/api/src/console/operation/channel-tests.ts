import type { MailTest } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import type { InterfaceWay } from '../../operation/channel-store.ts'
import { buttonForm } from '../button-form.ts'
import type { Followed } from '../follow.ts'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** The newest test of each kind. */
export type MailTests = Partial<Record<MailTest['kind'], MailTest>>

const TONES: Readonly<Record<string, 'good' | 'wait' | undefined>> = {
  accepted: 'good',
  proved: 'good',
  'files-made': 'good',
  reached: 'wait',
}

/** After so long nothing will come of a test any more by itself. */
const LOST_MS = 10 * 60_000
const isLost = ({ now }: View, askedAt: Date): boolean =>
  now.getTime() - askedAt.getTime() > LOST_MS

/** Which answers are awaited, by when they were asked for, for the page that lies open; by none, that there are none. */
export function followedOf(
  view: View,
  { tests, interfaces }: { tests: MailTests; interfaces: readonly InterfaceWay[] },
): Followed {
  const asked = [
    ...Object.values(tests).map(({ askedAt, endedAt }) => ({ askedAt, isOpen: endedAt === null })),
    ...interfaces.flatMap(({ test }) =>
      test ? [{ askedAt: test.askedAt, isOpen: test.doneAt === null }] : [],
    ),
  ].filter(({ askedAt, isOpen }) => isOpen && !isLost(view, askedAt))
  const state = asked.map(({ askedAt }) => askedAt.getTime()).toSorted((a, b) => a - b)
  return { state: state.join(' '), words: [], part: null }
}

const badge = ({ t }: View, outcome: string, code: number | null): Html =>
  html`<span class="badge ${TONES[outcome] ?? 'bad'}">${t.code('channel-outcome', outcome)}</span
    >${code !== null && html` <code>${code}</code>`}`

/** What a test does, what came of the last one, and a button for another. */
export function mailTest(
  view: View,
  kind: MailTest['kind'],
  last: MailTest | undefined,
  isSetUp = true,
): Html {
  const { t, language, principal } = view
  const mayTest = principal !== null && isAllowed(principal.role, 'hook:write')
  const runs = last !== undefined && last.endedAt === null
  return html`<p>${t(`channels.test-how-${kind}`)}</p>
    ${
      last &&
      html`<p role="status">
        ${time(last.askedAt, language)}:
        ${
          runs
            ? t(isLost(view, last.askedAt) ? 'channels.test-lost' : 'channels.test-runs')
            : html`${badge(view, last.outcome ?? '', last.code)}
              ${t.code(`channel-said-${kind}`, last.outcome === 'accepted' || last.outcome === 'files-made' ? 'good' : 'bad')}`
        }
      </p>`
    }
    ${!isSetUp && html`<p class="attention">${t('channels.police-not-set-up')}</p>`}
    ${
      mayTest &&
      isSetUp &&
      !runs &&
      buttonForm(view, `/console/channels/${kind}/test`, {
        text: t(`channels.test-${kind}`),
        tone: kind === 'mail' ? 'primary' : '',
      })
    }`
}

/** Ways that are tried by a question. */
export const interfaceTable = (view: View, ways: readonly InterfaceWay[]): Html => {
  const { t } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('ways.provider')}</th>
        <th scope="col">${t('channels.way')}</th>
        <th scope="col">${t('column.state')}</th>
        <th scope="col">${t('ways.last')}</th>
        <th scope="col">${t('column.what-to-do')}</th>
      </tr>
    </thead>
    <tbody>
      ${ways.map((way) => interfaceRow(view, way))}
    </tbody>
  </table>`
}

function interfaceRow(
  view: View,
  { id, kind, provider, providerId, state, test }: InterfaceWay,
): Html {
  const { t, principal } = view
  const mayTest = principal !== null && isAllowed(principal.role, 'hook:write')
  const way = t.code('channel-kind', kind)
  return html`<tr>
    <th scope="row"><a href="/console/providers/${providerId}">${provider}</a></th>
    <td data-label="${t('channels.way')}">${way}</td>
    <td>
      <span class="badge ${state === 'active' ? 'good' : 'wait'}"
        >${t.code('way-state', state)}</span
      >
    </td>
    <td data-label="${t('ways.last')}">${answer(view, kind, test)}</td>
    <td>
      ${
        mayTest &&
        buttonForm(view, `/console/channels/ways/${id}/test`, {
          text: t('channels.test'),
          of: `${provider}, ${way}`,
        })
      }
    </td>
  </tr>`
}

function answer(view: View, kind: InterfaceWay['kind'], test: InterfaceWay['test']): Html | string {
  const { t, language } = view
  if (test === null) return t('channels.never')
  if (test.outcome === null) {
    const words = t(isLost(view, test.askedAt) ? 'ways.lost' : 'channels.test-runs')
    return html`${time(test.askedAt, language)}: ${words}`
  }
  const { outcome, code } = test
  return html`${time(test.doneAt ?? test.askedAt, language)}: ${badge(view, outcome, code)}
    <small class="below"
      >${t.code('way-said', outcome)} ${outcome === 'proved' && t.code('way-proof', kind)}</small
    >`
}
