import { INLINE, PICTURE, type Way } from './way.ts'

const svgPage = `<svg xmlns='http://www.w3.org/2000/svg'><image href='data:image/jpeg;base64,{BASE64}'/></svg>`

/** Elements and attributes that the standards of HTML and SVG know. */
export const ELEMENT_WAYS: readonly Way[] = [
  { name: 'img src', html: '<img src="pic.jpg">', finds: PICTURE },
  { name: 'img src without quotes', html: '<IMG SRC=pic.jpg>', finds: PICTURE },
  { name: 'img src with entities', html: '<img src="&#112;ic&period;jpg">', finds: PICTURE },
  { name: 'img src with line breaks', html: '<img\nsrc\n=\n"\npi\nc.jpg\n">', finds: PICTURE },
  {
    name: 'img srcset, one candidate of many',
    html: '<img srcset="x.jpg 1x, pic.jpg 2x, y.jpg 3x">',
    finds: PICTURE,
  },
  {
    name: 'picture source',
    html: '<picture><source srcset="pic 900w" type="image/webp" media="(min-width: 1px)"><img></picture>',
    finds: PICTURE,
  },
  { name: 'the old image element', html: '<image src="pic">', finds: PICTURE },
  { name: 'video poster', html: '<video poster="pic"></video>', finds: PICTURE },
  { name: 'image button', html: '<input type=image src="pic">', finds: PICTURE },
  { name: 'object data', html: '<object data="pic" type="image/jpeg"></object>', finds: PICTURE },
  { name: 'object without a type', html: '<object data="pic"></object>', finds: PICTURE },
  { name: 'embed src', html: '<embed src="pic.jpg">', finds: PICTURE },
  { name: 'body background', html: '<body background="pic">', finds: PICTURE },
  { name: 'table background', html: '<table background="pic"></table>', finds: PICTURE },
  { name: 'td background', html: '<table><td background="pic"></table>', finds: PICTURE },
  { name: 'SVG image href', html: '<svg><image href="pic"/></svg>', finds: PICTURE },
  { name: 'SVG image xlink:href', html: '<svg><image xlink:href="pic"/></svg>', finds: PICTURE },
  {
    name: 'SVG feImage',
    html: '<svg><filter><feImage href="pic"/></filter></svg>',
    finds: PICTURE,
  },
  {
    name: 'SVG use of another document',
    html: '<svg><use href="pic#part"/></svg>',
    finds: PICTURE,
  },
  {
    name: 'img after text elements within SVG',
    html: '<svg><style><img src="pic"></style></svg>',
    finds: PICTURE,
  },
  {
    name: 'img behind a quoted end of noscript',
    html: '<noscript><p title="</noscript><img src=pic>"></noscript>',
    finds: PICTURE,
  },
  {
    name: 'img behind a script within a script',
    html: '<script><!--<script></script><textarea></script><img src=pic>',
    finds: PICTURE,
  },
  { name: 'img behind an open CDATA section', html: '<![CDATA[><img src=pic>', finds: PICTURE },
  {
    name: 'img behind a closing tag with attributes',
    html: '</p a="><textarea>"><img src=pic>',
    finds: PICTURE,
  },
  { name: 'noscript', html: '<noscript><img src="pic"></noscript>', finds: PICTURE },
  { name: 'template', html: '<template><img src="pic"></template>', finds: PICTURE },
  {
    name: 'declarative shadow root',
    html: '<div><template shadowrootmode=open><img src=pic></template></div>',
    finds: PICTURE,
  },
  {
    name: 'conditional comment',
    html: '<!--[if lt IE 9]><img src="pic"><![endif]-->',
    finds: PICTURE,
  },
  { name: 'link to a picture', html: '<a href="pic.jpg">x</a>', finds: PICTURE },
  { name: 'image map area to a picture', html: '<map><area href="pic.jpg"></map>', finds: PICTURE },
  {
    name: 'script link to a picture',
    html: `<a href="javascript:show('pic.jpg')">x</a>`,
    finds: PICTURE,
  },
  { name: 'event handler', html: `<p onclick="show('pic.jpg')">x</p>`, finds: PICTURE },
  {
    name: 'iframe src',
    html: '<iframe src="frame.html"></iframe>',
    files: { 'frame.html': ['<img src="pic">', 'text/html'] },
    finds: PICTURE,
  },
  { name: 'iframe src to a picture', html: '<iframe src="pic"></iframe>', finds: PICTURE },
  {
    name: 'frame of a frameset',
    html: '<frameset><frame src="frame.html"></frameset>',
    files: { 'frame.html': ['<img src="pic">', 'text/html'] },
    finds: PICTURE,
  },
  { name: 'iframe srcdoc', html: `<iframe srcdoc="<img src='pic'>"></iframe>`, finds: PICTURE },
  {
    name: 'iframe srcdoc with a base',
    html: `<iframe srcdoc="<base href='../{DIR}/'><img src='pic'>"></iframe>`,
    finds: PICTURE,
  },
  {
    name: 'object of HTML',
    html: '<object type="text/html" data="frame.html"></object>',
    files: { 'frame.html': ['<img src="pic">', 'text/html'] },
    finds: PICTURE,
  },
  {
    name: 'embed of HTML',
    html: '<embed type="text/html" src="frame.html">',
    files: { 'frame.html': ['<img src="pic">', 'text/html'] },
    finds: PICTURE,
  },
  {
    name: 'base href',
    html: '<base href="sub/../"><base href="no/"><img src="pic">',
    finds: PICTURE,
  },
  {
    name: 'meta refresh',
    html: '<meta http-equiv=refresh content="0;url=next.html">',
    files: { 'next.html': ['<img src="pic">', 'text/html'] },
    finds: PICTURE,
  },
  { name: 'data: picture', html: '<img src="data:image/jpeg;base64,{BASE64}">', finds: INLINE },
  {
    name: 'data: picture with a false type',
    html: '<img src="data:text/plain;base64,{BASE64}">',
    finds: INLINE,
  },
  {
    name: 'data: picture in a frame',
    html: '<iframe src="data:image/jpeg;base64,{BASE64}"></iframe>',
    finds: INLINE,
  },
  {
    name: 'data: SVG that holds a picture',
    html: `<img src="data:image/svg+xml,${encodeURIComponent(svgPage).replaceAll('%7BBASE64%7D', '{BASE64}')}">`,
    finds: INLINE,
  },
  {
    name: 'data: page in a frame',
    html: `<iframe src="data:text/html,<img src='data:image/jpeg;base64,{BASE64}'>"></iframe>`,
    finds: INLINE,
  },
]
