import { outOfReach, PICTURE, type Way } from './way.ts'

/** What leads to other pages and other things, and what nothing here can see. */
export const FURTHER_WAYS: readonly Way[] = [
  {
    name: 'page behind a thumbnail',
    html: '<a href="big.html"><img src="t.jpg"></a>',
    finds: { as: 'gallery', at: 'big.html' },
  },
  {
    name: 'page behind a background',
    html: '<a href="big.html"><span style="background:url(t.jpg)"></span></a>',
    finds: { as: 'gallery', at: 'big.html' },
  },
  {
    name: 'page behind an image map',
    html: '<map><area href="big.html"></map>',
    finds: { as: 'gallery', at: 'big.html' },
  },
  {
    name: 'next page by rel',
    html: '<link rel=next href="on.html">',
    finds: { as: 'next', at: 'on.html' },
  },
  {
    name: 'next page by rel of a link',
    html: '<a rel="nofollow next" href="on.html">x</a>',
    finds: { as: 'next', at: 'on.html' },
  },
  {
    name: 'numbered page by its address',
    html: '<a href="?page=2">x</a>',
    finds: { as: 'next', at: '?page=2' },
  },
  {
    name: 'numbered page by its text',
    html: '<a href="on-b.html"><b>2</b></a>',
    finds: { as: 'next', at: 'on-b.html' },
  },
  {
    name: 'page that is named like a picture',
    html: '<a href="wiki/File:a.jpg">x</a>',
    finds: { as: 'image', at: 'wiki/File:a.jpg' },
  },
  {
    name: 'AMP page',
    html: '<link rel=amphtml href="amp.html">',
    finds: { as: 'alternate', at: 'amp.html' },
  },
  {
    name: 'canonical page',
    html: '<link rel=canonical href="same.html">',
    finds: { as: 'alternate', at: 'same.html' },
  },
  {
    name: 'feed of the page',
    html: '<link rel=alternate type="application/rss+xml" href="feed.xml">',
    finds: { as: 'alternate', at: 'feed.xml' },
  },
  {
    name: 'Refresh header',
    html: '<p>',
    headers: { refresh: '0; url=next.html' },
    files: { 'next.html': ['<img src="pic">', 'text/html'] },
    finds: PICTURE,
  },
  { name: 'film', html: '<video src="a.mp4"></video>', finds: { as: 'media', at: 'a.mp4' } },
  {
    name: 'film, one source of many',
    html: '<video><source src="x.webm"><source src="a.mp4"></video>',
    finds: { as: 'media', at: 'a.mp4' },
  },
  { name: 'sound', html: '<audio src="a.mp3"></audio>', finds: { as: 'media', at: 'a.mp3' } },
  { name: 'link to a film', html: '<a href="a.mp4">x</a>', finds: { as: 'media', at: 'a.mp4' } },
  {
    name: 'og:video',
    html: '<meta property="og:video" content="a.mp4">',
    finds: { as: 'media', at: 'a.mp4' },
  },
  {
    name: 'page of another site behind a thumbnail',
    html: '<a href="http://host.other.com/a.html"><img src="t.jpg"></a>',
    finds: outOfReach('another site is a report of its own'),
  },
  {
    name: 'address put together by a script',
    html: `<script>new Image().src = 'pi' + 'c'</script>`,
    finds: outOfReach('needs scripts'),
  },
  {
    name: 'address encoded in a script',
    html: `<script>i.src = atob('cGljLmpwZw==')</script>`,
    finds: outOfReach('needs scripts'),
  },
  {
    name: 'address fetched by a script',
    html: `<script>fetch('list.json')</script>`,
    files: { 'list.json': ['["pic.jpg"]', 'application/json'] },
    finds: outOfReach('needs scripts'),
  },
  {
    name: 'script of its own file',
    html: '<script src="s.js"></script>',
    files: { 's.js': ['i.src = "pic.jpg"', 'text/javascript'] },
    finds: outOfReach('needs scripts; their files are not read'),
  },
  {
    name: 'canvas',
    html: '<canvas></canvas><script>c.putImageData(d, 0, 0)</script>',
    finds: outOfReach('drawn by a script'),
  },
  {
    name: 'blob: address',
    html: '<img src="blob:http://127.0.0.1/1-2-3">',
    finds: outOfReach('lives in the memory of a browser'),
  },
  {
    name: 'Worker or WebSocket',
    html: '<script>new WebSocket("ws://127.0.0.1/")</script>',
    finds: outOfReach('needs scripts'),
  },
  {
    name: 'pixels as shadows or cells',
    html: '<p style="box-shadow:1px 1px red,2px 1px blue">',
    finds: outOfReach('no picture is fetched; the page would have to be rendered'),
  },
  {
    name: 'drawn SVG or glyphs',
    html: '<svg><path d="M0 0L9 9"/></svg>',
    finds: outOfReach('no picture is fetched; the page would have to be rendered'),
  },
  {
    name: 'font of pictures',
    html: '<style>@font-face{font-family:a;src:url(pic)}</style>',
    finds: outOfReach('fonts are not read'),
  },
  { name: 'comment', html: '<!-- <img src="pic"> -->', finds: outOfReach('no browser shows it') },
  {
    name: 'noframes, noembed',
    html: '<noframes><img src="pic"></noframes>',
    finds: outOfReach('no browser shows it'),
  },
  {
    name: 'web manifest',
    html: '<link rel=manifest href="m.json">',
    files: { 'm.json': ['{"icons":[{"src":"pic.jpg"}]}', 'application/json'] },
    finds: outOfReach('not read: icons of an application'),
  },
  {
    name: 'icon in ICO or SVG',
    html: '<link rel=icon href="pic.ico">',
    finds: outOfReach('no decoder; they are drawings'),
  },
  {
    name: 'PDF or document',
    html: '<a href="set.pdf">x</a>',
    finds: outOfReach('only pages, style sheets and pictures are read'),
  },
  {
    name: 'frame of another domain',
    html: '<iframe src="http://host.other.com/a.html"></iframe>',
    finds: outOfReach('not opened; the visit says `frame-not-read`'),
  },
  {
    name: 'login, age check, click',
    html: '<form><button>I am 18</button></form>',
    finds: outOfReach('nothing is sent and no cookie kept'),
  },
  {
    name: 'torrent, magnet, other protocols',
    html: '<a href="magnet:?xt=x">x</a>',
    finds: outOfReach('http and https only'),
  },
  {
    name: 'link to an archive',
    html: '<a href="set.zip">x</a>',
    finds: { as: 'archive', at: 'set.zip' },
  },
]
