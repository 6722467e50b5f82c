import { defang, type ToldAddress } from '@nightlight/notices'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/**
 * Exact addresses under their references. Where another item has the same address, what tells the two apart stands
 * below: an answer must not be given to the wrong one.
 */
export const addressList = (view: View, addresses: readonly ToldAddress[]): Html =>
  html`<h2>${view.t('reply.addresses')}</h2>
    <p class="fine">${view.t('reply.addresses-how')}</p>
    <ol class="plain-list">
      ${addresses.map(
        (one) =>
          html`<li>
            <small>${one.reference}</small><br /><span class="host">${defang(one.url)}</span
            >${whatDiffers(view, one, addresses)}
          </li>`,
      )}
    </ol>`

/** Null where no other item has the address of this one. */
export function whatDiffers(
  view: View,
  { takedownId, url, mime, firstSeenAt, digestEnd }: ToldAddress,
  addresses: readonly ToldAddress[],
): Html | null {
  const { t, language } = view
  const others = addresses.filter((one) => one.url === url && one.takedownId !== takedownId)
  if (others.length === 0) return null
  return html`<small class="below waits"
      >${t('reply.same-address', { items: others.map(({ reference }) => reference).join(', ') })}</small
    ><small class="below"
      >${mime}${
        firstSeenAt && html`, ${t('reply.first-seen')} ${time(firstSeenAt, language)}`
      }${digestEnd && html`, SHA-256 …<code>${digestEnd}</code>`}</small
    >`
}
