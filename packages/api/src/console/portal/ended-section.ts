import type { EndedWay, RefusedMailbox } from '@nightlight/notices'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** Mailboxes that the hotline refused; null where there are none. */
export function refusedSection(view: View, mailboxes: readonly RefusedMailbox[]): Html | null {
  const { t } = view
  return mailboxes.length === 0
    ? null
    : html`<h3>${t('portal.refused-mailboxes')}</h3>
        <ul class="plain-list">
          ${mailboxes.map(({ mailbox, at }) =>
            ended(view, {
              name: html`<span class="host">${mailbox}</span>`,
              state: t('way-ended.refused'),
              at,
              means: t('way-means.refused'),
            }),
          )}
        </ul>`
}

/** Ways that were refused or are used no more, why, and what to do; null where there are none. */
export function endedSection(view: View, ways: readonly EndedWay[]): Html | null {
  const { t } = view
  return ways.length === 0
    ? null
    : html`<h3>${t('portal.ended-ways')}</h3>
        <ul class="plain-list">
          ${ways.map(({ kind, server, at, how, reason, code }) =>
            ended(view, {
              name: html`<strong>${t.code('channel-kind', kind)}</strong>
                ${server && html`<span class="host">${server}</span>`}`,
              state: t(`way-ended.${how}`),
              at,
              means: html`${reason && html`${t(`way-refusal.${reason}`)} `}${t(`way-means.${how}`, { code: code ?? '' })}`,
            }),
          )}
        </ul>`
}

const ended = (
  { language }: View,
  { name, state, at, means }: { name: Html; state: string; at: Date; means: Html | string },
): Html =>
  html`<li>
    <div class="line">
      ${name} <span class="badge bad">${state}</span>
      <span class="fine">${time(at, language)}</span>
    </div>
    <small class="below">${means}</small>
  </li>`
