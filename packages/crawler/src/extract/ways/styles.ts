import { INLINE, PICTURE, type Way } from './way.ts'

const style = (css: string): string => `<style>p{${css}}</style>`
const sheet = (css: string) => ({ 's.css': [css, 'text/css'] }) as const

/** Style sheets and style attributes. */
export const STYLE_WAYS: readonly Way[] = [
  { name: 'style attribute', html: `<p style="background:url('pic')">`, finds: PICTURE },
  {
    name: 'style attribute with entities',
    html: '<p style="background:url(&quot;pic&quot;)">',
    finds: PICTURE,
  },
  { name: 'style element', html: style('background-image:url(pic)'), finds: PICTURE },
  {
    name: 'style element within SVG',
    html: '<svg><style><![CDATA[ rect{fill:url(pic)} ]]></style></svg>',
    finds: PICTURE,
  },
  {
    name: 'linked style sheet',
    html: '<link rel=stylesheet href=s.css>',
    files: sheet('p{background:url(pic)}'),
    finds: PICTURE,
  },
  {
    name: 'alternate style sheet',
    html: '<link rel="alternate stylesheet" href=s.css>',
    files: sheet('p{background:url(pic)}'),
    finds: PICTURE,
  },
  {
    name: 'preloaded style sheet',
    html: '<link rel=preload as=style href=s.css>',
    files: sheet('p{background:url(pic)}'),
    finds: PICTURE,
  },
  {
    name: '@import of a style element',
    html: '<style>@import "s.css" screen;</style>',
    files: sheet('p{background:url(pic)}'),
    finds: PICTURE,
  },
  {
    name: '@import of a linked style sheet',
    html: '<link rel=stylesheet href=a.css>',
    files: {
      'a.css': ['@import url(further.css);', 'text/css'],
      'further.css': ['p{background:url(pic)}', 'text/css'],
    },
    finds: PICTURE,
  },
  {
    name: 'style sheet in a data: address',
    html: `<link rel=stylesheet href="data:text/css,p{background:url(data:image/jpeg;base64,{BASE64})}">`,
    finds: INLINE,
  },
  { name: 'list-style-image', html: style('list-style:square url("pic")'), finds: PICTURE },
  { name: 'content: url()', html: '<style>p::before{content:url(pic)}</style>', finds: PICTURE },
  { name: 'border-image', html: style('border-image:url(pic) 30 round'), finds: PICTURE },
  { name: 'mask', html: style('-webkit-mask-image:url(pic);'), finds: PICTURE },
  { name: 'cursor', html: style('cursor:url(pic),auto'), finds: PICTURE },
  { name: 'shape-outside', html: style('shape-outside:url(pic)'), finds: PICTURE },
  { name: 'image-set of strings', html: style('background:image-set("pic" 1x)'), finds: PICTURE },
  {
    name: '-webkit-image-set',
    html: style('background:-webkit-image-set(url(pic) 1x)'),
    finds: PICTURE,
  },
  { name: 'cross-fade', html: style('background:cross-fade(url(x),url(pic),50%)'), finds: PICTURE },
  { name: 'image()', html: style('background:image("pic",red)'), finds: PICTURE },
  { name: 'src()', html: style('background:src("pic")'), finds: PICTURE },
  { name: 'custom property', html: style('--shot:url(pic)'), finds: PICTURE },
  { name: 'custom property of a string', html: style('--shot:"pic.jpg"'), finds: PICTURE },
  {
    name: 'registered property',
    html: '<style>@property --a{syntax:"<image>";initial-value:url(pic)}</style>',
    finds: PICTURE,
  },
  {
    name: 'media and container rules',
    html: '<style>@media print{@supports(color:red){p{background:url(pic)}}}</style>',
    finds: PICTURE,
  },
  {
    name: 'keyframes',
    html: '<style>@keyframes a{to{background:url(pic)}}</style>',
    finds: PICTURE,
  },
  {
    name: 'url() with escapes',
    html: String.raw`<style>p{background:u\72l(\70 ic)}</style>`,
    finds: PICTURE,
  },
  {
    name: 'url() with modifiers',
    html: style('background:url("pic" crossorigin(anonymous))'),
    finds: PICTURE,
  },
  {
    name: 'filter of old browsers',
    html: style(`filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='pic')`),
    finds: PICTURE,
  },
  {
    name: 'data: picture in CSS',
    html: style('background:url(data:image/jpeg;base64,{BASE64})'),
    finds: INLINE,
  },
]
