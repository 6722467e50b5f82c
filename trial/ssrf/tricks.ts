/**
 * A URL that deceives, and what it is after: an address that must not be connected, or none where it
 * may not even be read as a URL.
 */
export type Trick = { row: string; url: string; target: string | null }

const LOOPBACK = '127.0.0.1'
const METADATA = '169.254.169.254'

const to = (row: string, target: string | null, urls: readonly string[]): Trick[] =>
  urls.map((url) => ({ row, url, target }))

/**
 * The rows that are not about one address in one form; names are answered by the zone of the trial.
 *
 * @param site  address and port of the one web server that is open
 */
export function listTricks({ address, port }: { address: string; port: number }): Trick[] {
  return [
    ...to('short and mixed forms', LOOPBACK, [
      'http://127.1/',
      'http://127.0.1/',
      'http://0177.1/',
      'http://0x7f.1/',
      'http://0x7F000001/',
      'http://00000177.0x0.0.000001/',
      'http:127.0.0.1',
      'http:/127.0.0.1/',
      'http:///127.0.0.1/',
      'HTTP://127.0.0.1./',
    ]),
    ...to('zero', '0.0.0.0', ['http://0/', 'http://0x0/', 'http://0.0/', 'http://00000000000/']),
    ...to('overflow', null, [
      'http://0x1A9FEA9FE/',
      'http://4294967296/',
      'http://256.256.256.256/',
      'http://1.2.3.4.5/',
      'http://127.0.0.1.2/',
      'http://0x100000000/',
      'http://127.0.0.09/',
      'http://[::1::1]/',
      'http://[::ffff:127.0.0.256]/',
    ]),
    ...to('other digits and stops', LOOPBACK, [
      'http://①②⑦.⓪.⓪.①/',
      'http://127。0。0。1/',
      'http://127．0．0．1/',
      'http://127｡0｡0｡1/',
      'http://１２７.0.0.1/',
      'http://0𝟭77.0.0.1/',
      'http://127.0.0.\u00ad1/',
    ]),
    ...to('other digits and stops', null, ['http://[::ﬀﬀ:a9fe:a9fe]/', 'http://[::①]/']),
    ...to('percent-encoded host', LOOPBACK, [
      'http://%31%32%37.0.0.1/',
      'http://127%2e0%2e0%2e1/',
      'http://%6c%6f%63alhost.localtest.me/',
    ]),
    ...to('percent-encoded host', null, ['http://127.0.0.1%00.site.example.net/']),
    ...to('confusion about the authority', LOOPBACK, [
      'http://example.com@127.0.0.1/',
      'http://example.com:80@127.0.0.1:80/',
      `http://${address}:${port}@127.0.0.1/`,
      'http://127.0.0.1\\@example.com/',
      'http://127.0.0.1#@example.com/',
      'http://127.0.0.1?@example.com/',
      'http://a:b@c@127.0.0.1/',
      'http:\\\\127.0.0.1\\',
      '//127.0.0.1/',
      'http://127.0.0.1\t/',
      'ht\ntp://127.0.0.1/',
    ]),
    ...to('confusion about the authority', null, [
      'http://1.1.1.1 &@[::1]# @3.3.3.3/',
      'http://example.com 127.0.0.1/',
      'http://[127.0.0.1]/',
      'http://127.0.0.1:80:80/',
      'http://[::1/',
    ]),
    ...to('zone identifier', null, [
      'http://[fe80::1%25lo]/',
      'http://[::1%25lo]/',
      'http://[fe80::1%lo]/',
    ]),
    ...to('wildcard names', LOOPBACK, [
      'http://127.0.0.1.nip.io/',
      'http://www.127-0-0-1.nip.io/',
      'http://7f000001.nip.io/',
      'http://localtest.me/',
      'http://a.b.localtest.me/',
      'http://spoofed.burpcollaborator.net/',
      'http://LOCALTEST.ME./',
    ]),
    ...to('closed names', LOOPBACK, [
      'http://localhost/',
      'http://a.localhost/',
      'http://db.internal/',
      'http://metadata.google.internal/computeMetadata/v1/',
      'http://printer.local/',
      'http://router.lan/',
      'http://nas.home.arpa/',
      'http://wiki.corp/',
      'http://intranet/',
      'http://ip6-localhost/',
    ]),
    ...to('names of inner networks that are not closed', LOOPBACK, [
      'http://localhost.localdomain/',
      'http://kubernetes.default.svc/',
    ]),
    ...to('own names', address, [
      `http://console.own-hotline.example.net:${port}/`,
      `http://own-hotline.example.net.:${port}/`,
    ]),
    ...to('mixed answers', '10.0.0.5', [
      `http://two-a.mixed.example.net:${port}/`,
      `http://a-and-aaaa.mixed.example.net:${port}/`,
      `http://last-of-sixteen.mixed.example.net:${port}/`,
    ]),
    ...to('translated answers', METADATA, [
      'http://mapped.answer.example.net/',
      'http://compatible.answer.example.net/',
      'http://nat64.answer.example.net/',
    ]),
    ...to('alias of an inner name', '10.0.0.5', [
      'http://into-internal.alias.example.net/',
      'http://three-steps.alias.example.net/',
      'http://into-own.alias.example.net/',
    ]),
    ...to('answers that are no answer', '10.0.0.5', ['http://hijacked-nowhere.example.net/']),
    ...to('answers that are no answer', null, [
      'http://thousand.answer.example.net/',
      'http://nowhere.example.net/',
      'http://loop.alias.example.net/',
    ]),
    ...to('socket file', null, ['http://unix:/run/x', 'http+unix://%2frun%2fx/', 'unix:/run/x']),
    ...to('other schemes', null, [
      'file:///etc/passwd',
      'ftp://127.0.0.1/',
      'gopher://127.0.0.1:6379/_INFO',
      'dict://127.0.0.1:6379/info',
      'ws://127.0.0.1/',
      'blob:http://127.0.0.1/1',
      'view-source:http://127.0.0.1/',
      'javascript:fetch("http://127.0.0.1/")',
      'jar:http://127.0.0.1!/',
    ]),
    ...[0, 1, 22, 25, 110, 5432, 6379, 8080, 11211, 65535].flatMap((closed) => [
      ...to('closed ports', address, [`http://${address}:${closed}/`]),
      ...to('closed ports', address, [`http://site.example.net:${closed}/`]),
    ]),
    ...to('closed ports', LOOPBACK, ['http://127.0.0.1:6379/', 'http://127.0.0.1:65536/']),
    ...to('metadata services', METADATA, [
      'http://169.254.169.254/latest/meta-data/',
      'http://2852039166/latest/meta-data/',
      'http://[::ffff:a9fe:a9fe]/',
      'http://metadata.nicob.net/',
    ]),
    ...to('metadata services', 'fd00:ec2::254', ['http://[fd00:ec2::254]/latest/meta-data/']),
    ...to('metadata services', '168.63.129.16', ['http://168.63.129.16/?comp=versions']),
    ...to('smuggling by the path', LOOPBACK, [
      'http://127.0.0.1:6379/%0d%0aHELO%20x',
      'http://127.0.0.1%0d%0aHELO.site.example.net/',
    ]),
    ...to('smuggling by the path', null, ['http://site.example.net%0d%0aX/']),
  ]
}
