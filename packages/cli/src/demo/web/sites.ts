import type { Behaviour } from './behaviour.ts'

/** What a picture is to the demo hash list. */
export type PictureKind = 'exact' | 'near' | 'innocent'

/** How a page shows a picture, in the order in which pages do. */
export type Markup = 'og-image' | 'style' | 'stylesheet' | 'srcset' | 'picture' | 'link' | 'img'

/** What was done to a drawn picture before it was put up. */
export type Variant = 'original' | 'resized' | 'recompressed' | 'mirrored'

export type SitePicture = {
  path: string
  /** Name of the drawn picture. */
  picture: string
  kind: PictureKind
  variant: Variant
}

export type SitePage = {
  path: string
  title: string
  /** The page groups them by the way they are shown, in the order of `Markup`. */
  shows: readonly { path: string; as: Markup }[]
}

export type Site = {
  name: string
  behaviour: Behaviour
  address: string
  provider: { name: string; country: string; city: string; phone: string }
  pictures: readonly SitePicture[]
  pages: readonly SitePage[]
}

/** Where the abuse desk of a site's provider gets its mail. */
export const mailboxOf = ({ name }: Pick<Site, 'name'>): string =>
  `abuse@${name}.nightlight-demo.invalid`

const exact = (path: string, picture: string): SitePicture => ({
  path,
  picture,
  kind: 'exact',
  variant: 'original',
})
const near = (path: string, picture: string, variant: Variant): SitePicture => ({
  path,
  picture,
  kind: 'near',
  variant,
})
const innocent = (path: string, picture: string): SitePicture => ({
  path,
  picture,
  kind: 'innocent',
  variant: 'original',
})

// A crawler meets what matches nearly before what matches exactly: the first exact match may bring a
// notice, and with it a change of the page, while the rest of it is still being read. Hosts that
// count notices or fetches show one matching picture on one page, so that there is one case a host.

/** The six web sites of the demo. */
export const SITES: readonly Site[] = [
  {
    name: 'harbour',
    behaviour: 'removes-at-once',
    address: '127.0.10.1',
    provider: {
      name: 'Harbour Hébergement SAS',
      country: 'FR',
      city: 'Exempleville',
      phone: '+33.000000001',
    },
    pictures: [
      near('/pictures/kites-480.jpg', 'kites', 'resized'),
      near('/pictures/kites-672.jpg', 'kites', 'recompressed'),
      innocent('/pictures/hills.jpg', 'hills'),
      exact('/pictures/boats.jpg', 'boats'),
    ],
    pages: [
      {
        path: '/',
        title: 'A week at the sea',
        shows: [
          { path: '/pictures/kites-480.jpg', as: 'srcset' },
          { path: '/pictures/kites-672.jpg', as: 'srcset' },
          { path: '/pictures/hills.jpg', as: 'img' },
          { path: '/pictures/boats.jpg', as: 'img' },
        ],
      },
    ],
  },
  {
    name: 'kiln',
    behaviour: 'removes-after-second-notice',
    address: '127.0.10.2',
    provider: {
      name: 'Kiln Webdienste GmbH',
      country: 'DE',
      city: 'Musterstadt',
      phone: '+49.000000002',
    },
    pictures: [
      innocent('/media/pebbles.jpg', 'pebbles'),
      exact('/media/tiles.png', 'tiles'),
      innocent('/media/hills.jpg', 'hills'),
    ],
    pages: [
      {
        path: '/',
        title: 'A new kitchen floor',
        shows: [
          { path: '/media/pebbles.jpg', as: 'picture' },
          { path: '/media/hills.jpg', as: 'og-image' },
          { path: '/media/tiles.png', as: 'stylesheet' },
        ],
      },
    ],
  },
  {
    name: 'attic',
    behaviour: 'recompresses',
    address: '127.0.10.3',
    provider: {
      name: 'Attic Cloud B.V.',
      country: 'NL',
      city: 'Voorbeeldstad',
      phone: '+31.000000003',
    },
    pictures: [
      near('/files/parcels.jpg', 'parcels', 'mirrored'),
      innocent('/files/fish.jpg', 'fish'),
      exact('/files/houses.jpg', 'houses'),
    ],
    pages: [
      {
        path: '/',
        title: 'Moving house',
        shows: [
          { path: '/files/parcels.jpg', as: 'style' },
          { path: '/files/fish.jpg', as: 'img' },
          { path: '/files/houses.jpg', as: 'picture' },
        ],
      },
    ],
  },
  {
    name: 'meadow',
    behaviour: 'unavailable',
    address: '127.0.10.4',
    provider: {
      name: 'Meadow Hosting, Inc.',
      country: 'US',
      city: 'Sampletown',
      phone: '+1.0000000004',
    },
    pictures: [innocent('/img/fish.jpg', 'fish'), exact('/img/balloons.jpg', 'balloons')],
    pages: [
      {
        path: '/',
        title: 'The village fair',
        shows: [
          { path: '/img/fish.jpg', as: 'og-image' },
          { path: '/img/balloons.jpg', as: 'img' },
        ],
      },
    ],
  },
  {
    name: 'orchard',
    behaviour: 'moves',
    address: '127.0.10.5',
    provider: {
      name: 'Orchard Networks AB',
      country: 'SE',
      city: 'Exempelstad',
      phone: '+46.000000005',
    },
    pictures: [
      near('/photos/pennants.jpg', 'pennants', 'recompressed'),
      innocent('/photos/hills.jpg', 'hills'),
      exact('/photos/fields.jpg', 'fields'),
      innocent('/photos/pebbles.jpg', 'pebbles'),
    ],
    pages: [
      {
        path: '/',
        title: 'Summer in the country',
        shows: [
          { path: '/photos/pennants.jpg', as: 'link' },
          { path: '/photos/hills.jpg', as: 'style' },
          { path: '/photos/fields.jpg', as: 'img' },
        ],
      },
      {
        path: '/gallery',
        title: 'All photographs',
        shows: [
          { path: '/photos/pebbles.jpg', as: 'img' },
          { path: '/photos/fields.jpg', as: 'link' },
        ],
      },
    ],
  },
  {
    name: 'lantern',
    behaviour: 'returns',
    address: '127.0.10.6',
    provider: {
      name: 'Lantern Internet SRL',
      country: 'BE',
      city: 'Voorbeeldegem',
      phone: '+32.000000006',
    },
    pictures: [exact('/assets/flowers.jpg', 'flowers'), innocent('/assets/pebbles.jpg', 'pebbles')],
    pages: [
      {
        path: '/',
        title: 'Our garden in June',
        shows: [
          { path: '/assets/flowers.jpg', as: 'og-image' },
          { path: '/assets/flowers.jpg', as: 'srcset' },
          { path: '/assets/pebbles.jpg', as: 'stylesheet' },
        ],
      },
    ],
  },
]
