import { PICTURE, type Way } from './way.ts'

const jsonLd = (value: string): string =>
  `<script type="application/ld+json">{"@context":"https://schema.org","@graph":[${value}]}</script>`

/** What a page says to other programs: metadata, feeds, headers. */
export const METADATA_WAYS: readonly Way[] = [
  { name: 'og:image', html: '<meta property="og:image" content="pic">', finds: PICTURE },
  { name: 'og:image:url', html: '<meta property="og:image:url" content="pic">', finds: PICTURE },
  {
    name: 'og:image:secure_url',
    html: '<meta property="og:image:secure_url" content="pic">',
    finds: PICTURE,
  },
  { name: 'twitter:image', html: '<meta name="twitter:image" content="pic">', finds: PICTURE },
  {
    name: 'twitter:image:src',
    html: '<meta name="twitter:image:src" content="pic">',
    finds: PICTURE,
  },
  {
    name: 'other meta elements',
    html: '<meta name="parsely-image-url" content="pic.jpg">',
    finds: PICTURE,
  },
  {
    name: 'tile image',
    html: '<meta name="msapplication-TileImage" content="pic">',
    finds: PICTURE,
  },
  { name: 'link image_src', html: '<link rel=image_src href="pic">', finds: PICTURE },
  { name: 'link icon', html: '<link rel="shortcut icon" href="pic">', finds: PICTURE },
  { name: 'link apple-touch-icon', html: '<link rel=apple-touch-icon href="pic">', finds: PICTURE },
  {
    name: 'link apple-touch-startup-image',
    html: '<link rel=apple-touch-startup-image href="pic">',
    finds: PICTURE,
  },
  { name: 'preload as image', html: '<link rel=preload as=image href="pic">', finds: PICTURE },
  {
    name: 'preload imagesrcset',
    html: '<link rel=preload as=image imagesrcset="x.jpg 1x, pic 2x">',
    finds: PICTURE,
  },
  { name: 'prefetch', html: '<link rel=prefetch href="pic.jpg">', finds: PICTURE },
  {
    name: 'JSON-LD image, a string',
    html: jsonLd('{"@type":"Article","image":"./pic"}'),
    finds: PICTURE,
  },
  {
    name: 'JSON-LD image, an array',
    html: jsonLd('{"@type":"Article","image":["./x","./pic"]}'),
    finds: PICTURE,
  },
  {
    name: 'JSON-LD ImageObject url',
    html: jsonLd('{"image":{"@type":"ImageObject","url":"./pic"}}'),
    finds: PICTURE,
  },
  {
    name: 'JSON-LD ImageObject of its own',
    html: jsonLd('{"contentUrl":"./pic","@type":"ImageObject"}'),
    finds: PICTURE,
  },
  {
    name: 'JSON-LD thumbnailUrl',
    html: jsonLd('{"@type":"VideoObject","thumbnailUrl":"./pic"}'),
    finds: PICTURE,
  },
  { name: 'microdata', html: '<a itemprop="image" href="./pic">x</a>', finds: PICTURE },
  {
    name: 'microdata in a meta element',
    html: '<meta itemprop=thumbnailUrl content="pic">',
    finds: PICTURE,
  },
  { name: 'RDFa', html: '<span property="schema:image" content="./pic">x</span>', finds: PICTURE },
  { name: 'microformats', html: '<a class="x u-photo" href="./pic">x</a>', finds: PICTURE },
  {
    name: 'RSS enclosure',
    html: '<?xml version="1.0"?><rss><channel><item><enclosure url="pic" type="image/jpeg"/></item></channel></rss>',
    type: 'application/rss+xml',
    finds: PICTURE,
  },
  {
    name: 'RSS media:content',
    html: '<rss><channel><item><media:group><media:content url="pic" medium="image"/></media:group></item></channel></rss>',
    type: 'text/xml',
    finds: PICTURE,
  },
  {
    name: 'RSS media:thumbnail',
    html: '<rss><channel><item><media:thumbnail url="pic"/></item></channel></rss>',
    type: 'text/xml',
    finds: PICTURE,
  },
  {
    name: 'RSS channel image',
    html: '<rss><channel><image><url>pic</url></image></channel></rss>',
    type: 'text/xml',
    finds: PICTURE,
  },
  {
    name: 'RSS description',
    html: '<rss><channel><item><description>&lt;img src="pic"&gt;</description></item></channel></rss>',
    type: 'text/xml',
    finds: PICTURE,
  },
  {
    name: 'RSS content:encoded',
    html: '<rss><channel><item><content:encoded><![CDATA[<img src="pic">]]></content:encoded></item></channel></rss>',
    type: 'text/xml',
    finds: PICTURE,
  },
  {
    name: 'Atom enclosure',
    html: '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="enclosure" type="image/jpeg" href="pic"/></entry></feed>',
    type: 'application/atom+xml',
    finds: PICTURE,
  },
  {
    name: 'Atom content',
    html: '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml"><div><img src="pic"/></div></content></entry></feed>',
    type: 'application/atom+xml',
    finds: PICTURE,
  },
  {
    name: 'sitemap image:loc',
    html: '<urlset><url><loc>x.html</loc><image:image><image:loc>pic</image:loc></image:image></url></urlset>',
    type: 'application/xml',
    finds: PICTURE,
  },
  {
    name: 'Link header, preload',
    html: '<p>',
    headers: { link: '<x.css>; rel=preload; as=style, <pic>; rel="preload"; as=image' },
    finds: PICTURE,
  },
  {
    name: 'Link header, image_src',
    html: '<p>',
    headers: { link: '<pic>; rel=image_src' },
    finds: PICTURE,
  },
  {
    name: 'SVG document, image',
    html: '<?xml version="1.0"?><svg:svg xmlns:svg="http://www.w3.org/2000/svg"><svg:image href="pic"/></svg:svg>',
    type: 'image/svg+xml',
    finds: PICTURE,
  },
  {
    name: 'SVG document, style sheet',
    html: '<svg xmlns="http://www.w3.org/2000/svg"><style>rect{fill:url(pic)}</style></svg>',
    type: 'image/svg+xml',
    finds: PICTURE,
  },
  {
    name: 'XHTML',
    html: '<html xmlns="http://www.w3.org/1999/xhtml"><title/><script src="x"/><img src="pic"/></html>',
    type: 'application/xhtml+xml',
    finds: PICTURE,
  },
  {
    name: 'XHTML with a style sheet in CDATA',
    html: '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><style><![CDATA[ p > a{background:url(pic)} ]]></style></html>',
    type: 'application/xml',
    finds: PICTURE,
  },
]
