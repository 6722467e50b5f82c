// Makes the sheet of keys, which the next script works by.
const place = document.querySelector('.of-keys')
if (place) {
  const { title, armed, nowhere, items, acts, go, places, off, on } = JSON.parse(
    place.dataset.sheet,
  )
  const made = (name, attributes, ...inside) => {
    const one = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value)
    one.append(...inside)
    return one
  }
  const kbd = (...keys) => keys.flatMap((key) => [made('kbd', {}, key), ' '])
  const line = (state, ...inside) => made('li', { 'data-while': state }, ...inside)
  const act = (of, keys, text) =>
    made('li', { 'data-while': 'on', 'data-for': of }, ...kbd(...keys), text)
  const turn = (state, to, text) =>
    line(state, made('button', { type: 'button', class: 'quiet', 'data-keys': to }, text))

  const list = made(
    'ul',
    {},
    act('items', ['j', 'k'], items),
    ...acts.map(({ key, text }) => act(key, [key], text)),
    made('li', { 'data-while': 'on', class: 'to-places' }, ...kbd('g'), go),
    ...places.map(({ path, letter, text }) =>
      line('on', made('a', { href: path, 'data-key': `g ${letter}` }, ...kbd('g', letter), text)),
    ),
    turn('on', 'off', off),
    turn('off', 'on', on),
  )
  const summary = made('summary', {}, `${title} `, made('kbd', { 'data-while': 'on' }, '?'))
  place.append(
    made('p', { class: 'key-said', role: 'status' }),
    made(
      'details',
      { class: 'keys', open: '', hidden: '', 'data-armed': armed, 'data-nowhere': nowhere },
      summary,
      list,
    ),
  )
  place.hidden = false
}
