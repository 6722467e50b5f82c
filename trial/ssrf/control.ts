import { spelledOnce } from './addresses.ts'
import { runCrawler, type Watch } from './run-crawler.ts'

const LOOPBACK = [
  { address: '127.0.0.1', port: 11211 },
  { address: '127.0.0.80', port: 8080 },
  { address: '127.254.3.4', port: 11211 },
  { address: '::1', port: 8080 },
]
const EVERYWHERE = [
  { address: '10.0.0.1', port: 80 },
  { address: '169.254.169.254', port: 80 },
  { address: '168.63.129.16', port: 443 },
  { address: '203.0.113.1', port: 6379 },
  { address: 'fd00:ec2::254', port: 80 },
  { address: '64:ff9b::7f00:1', port: 443 },
]

/**
 * Connects inside on purpose.
 *
 * @returns one sentence for each connection that strace or the listeners did not see
 */
export async function checkTheWatch(watch: Watch): Promise<string[]> {
  const places = [...LOOPBACK, ...(watch.enclosure.name === 'every-address' ? EVERYWHERE : [])]
  const task = { off: [], control: places }
  const { said, connects } = await runCrawler(watch, 'control', task)
  const { inside, watched } = said as { inside: object; watched: number[] }
  return places.flatMap(({ address, port }) => {
    const place = `${spelledOnce(address)} ${port}`
    const isSeen = connects.some(
      (one) => one.kind === 'tcp' && `${one.address} ${one.port}` === place,
    )
    const isHeard = place in inside || !watched.includes(port)
    return [
      ...(isSeen ? [] : [`control: strace did not see a connection to ${place}`]),
      ...(isHeard ? [] : [`control: ${place} did not hear a connection`]),
    ]
  })
}
