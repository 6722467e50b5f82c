import type { NoticeItem } from './notice.ts'

type Place = Pick<NoticeItem, 'url' | 'ip' | 'asn' | 'country'>

/** The items in groups of one server, groups and items in the order in which they first appear. */
export const byServer = <Item extends Place>(items: readonly Item[]): Item[][] => [
  ...Map.groupBy(items, serverKey).values(),
]

const serverKey = ({ url, ip, asn, country }: Place): string =>
  JSON.stringify([hostOf(url), ip, asn, country])

/** Host and port as a URL has them. */
export const hostOf = (url: string): string => new URL(url).host
