// Creates page elements from data.

/** An element with text or children, and attributes. */
export function element(name, content = [], attributes = {}) {
  const made = document.createElement(name);
  if (typeof content === 'string') made.textContent = content;
  else made.append(...content.filter((child) => child !== null));
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  return made;
}

/** A table with a heading that scrolls separately from the page. */
export function table(title, head, rows) {
  if (rows.length === 0) return element('section', [element('h2', title), element('p', 'None yet.', { class: 'quiet' })]);
  const top = element('thead', [element('tr', head.map((text) => element('th', text, { scope: 'col' })))]);
  const body = element('tbody', rows.map((cells) => element('tr', cells.map((text, i) => i === 0 ? element('th', String(text), { scope: 'row' }) : element('td', String(text))))));
  const scroll = element('div', [element('table', [top, body])], { class: 'table', tabindex: '0', role: 'region', 'aria-label': title });
  return element('section', [element('h2', title), scroll]);
}
