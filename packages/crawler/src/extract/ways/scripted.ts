import { INLINE, PICTURE, type Way } from './way.ts'

const json = (value: string): string => `<script type="application/json">${value}</script>`

/** What scripts load later, as far as its address stands in the page. */
export const SCRIPTED_WAYS: readonly Way[] = [
  ...[
    'data-src',
    'data-original',
    'data-lazy',
    'data-lazy-src',
    'data-bg',
    'data-background',
    'data-background-image',
    'data-full',
    'data-large',
    'data-large-image',
    'data-zoom-image',
    'data-thumb',
    'data-hires',
    'data-poster',
    'data-image',
    'lowsrc',
  ].map((name): Way => ({
    name: `lazy loading: ${name}`,
    html: `<div ${name}="./pic">`,
    finds: PICTURE,
  })),
  {
    name: 'lazy loading: data-srcset',
    html: '<img data-srcset="x.jpg 1x, pic 2x">',
    finds: PICTURE,
  },
  { name: 'lazy loading: data-bgset', html: '<p data-bgset="x.jpg 1x, pic 2x">', finds: PICTURE },
  { name: 'lazy loading: data-bg with url()', html: `<p data-bg="url('pic')">`, finds: PICTURE },
  {
    name: 'lazy frame',
    html: '<iframe data-src="frame.html"></iframe>',
    files: { 'frame.html': ['<img src="pic">', 'text/html'] },
    finds: PICTURE,
  },
  {
    name: 'lazy picture in a data: address',
    html: '<img data-echo="data:image/jpeg;base64,{BASE64}">',
    finds: INLINE,
  },
  {
    name: 'any attribute that clearly is an address',
    html: '<li data-whatever="pic.jpg">',
    finds: PICTURE,
  },
  { name: 'attribute of a framework', html: `<img :src="'pic.jpg'">`, finds: PICTURE },
  { name: 'attribute with a list', html: '<p data-shots="x.jpg|pic.jpg|y.jpg">', finds: PICTURE },
  {
    name: 'attribute with JSON',
    html: `<p data-settings='{"items":[{"image":"./pic"}]}'>`,
    finds: PICTURE,
  },
  { name: 'attribute with markup', html: '<p data-html="<img src=pic>">', finds: PICTURE },
  { name: 'form field', html: '<input type=hidden value="pic.jpg">', finds: PICTURE },
  { name: 'custom element', html: '<lazy-image src="pic.jpg"></lazy-image>', finds: PICTURE },
  { name: 'AMP image', html: '<amp-img src="pic" width=1 height=1></amp-img>', finds: PICTURE },
  { name: 'AMP animation', html: '<amp-anim src="pic"></amp-anim>', finds: PICTURE },
  { name: 'AMP video poster', html: '<amp-video poster="pic"></amp-video>', finds: PICTURE },
  {
    name: 'AMP story poster',
    html: '<amp-story poster-portrait-src="./pic"></amp-story>',
    finds: PICTURE,
  },
  {
    name: '__NEXT_DATA__',
    html: '<script id="__NEXT_DATA__" type="application/json">{"props":{"list":[{"a":"pic.jpg"}]}}</script>',
    finds: PICTURE,
  },
  {
    name: 'JSON with escapes',
    html: json(String.raw`{"a":".\/pic.jpg?x=1\u0026y=2"}`),
    finds: PICTURE,
  },
  { name: 'JSON member that says image', html: json('{"thumbnail_url":"./pic"}'), finds: PICTURE },
  {
    name: 'JSON with markup',
    html: json(String.raw`{"rendered":"<p><img src=\"pic\"><\/p>"}`),
    finds: PICTURE,
  },
  {
    name: 'JSON that is assigned',
    html: '<script>window.__STATE__ = {"photo":{"url":"./pic"}};</script>',
    finds: PICTURE,
  },
  {
    name: 'list in a script',
    html: `<script>// don't\nvar shots = ['x.jpg', 'pic.jpg']</script>`,
    finds: PICTURE,
  },
  {
    name: 'markup in a script',
    html: String.raw`<script>document.write("<img src=\"pic.jpg\">")</script>`,
    finds: PICTURE,
  },
  {
    name: 'template of a script',
    html: '<script type="text/x-template"><img src="{{x}}"><img src="pic"></script>',
    finds: PICTURE,
  },
]
