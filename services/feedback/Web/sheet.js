// The contact sheet: many tiles at once, for quick screening. One tile is in the tab order; arrow keys move among them.

const $ = (id) => document.getElementById(id);
const most = 24;

/** Connects the sheet; its decisions go to the handlers. */
export function openSheet(signal, desk, { rate, leave }) {
  let items = [], marked = new Set(), at = 0;
  const view = {
    open: false,
    toggle(open) {
      view.open = open;
      $('sheet').hidden = !open;
      if (open) turn();
    },
    refresh() { if (view.open && items.length === 0) turn(); },
    press,
  };
  $('sheet-rate').addEventListener('click', finish, { signal });
  signal.addEventListener('abort', () => view.toggle(false));
  return view;

  function turn() {
    [items, marked, at] = [desk.ready.slice(0, most), new Set(), 0];
    $('sheet-rate').disabled = items.length === 0;
    $('sheet-tiles').replaceChildren(...items.map((item, i) => {
      const [button, name] = [document.createElement('button'), document.createElement('span')];
      button.type = 'button';
      button.className = 'sheet-tile';
      button.tabIndex = i === 0 ? 0 : -1;
      button.setAttribute('aria-pressed', 'false');
      item.image.alt = '';
      item.image.style.transform = '';
      name.textContent = item.className;
      button.append(item.image, name);
      button.addEventListener('click', () => { move(i); mark(); });
      return button;
    }));
    if (items.length > 0) $('sheet-tiles').children[0].focus();
    else $('sheet-tiles').textContent = 'No tiles are ready.';
  }

  function press(event) {
    const columns = getComputedStyle($('sheet-tiles')).gridTemplateColumns.split(' ').length;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    const inTiles = event.target.closest('#sheet-tiles') !== null;
    if (step) move(Math.max(0, Math.min(items.length - 1, at + step)));
    else if (event.key.toLowerCase() === 'x') mark();
    else if (event.key === 'Enter' && (inTiles || event.target === document.body)) finish();
    else if (event.key === 'Escape') leave();
    else return event.key === ' ' ? false : /^[1-9a-z]$/i.test(event.key) && !'gitq?'.includes(event.key.toLowerCase());
    return true;
  }

  function move(to) {
    const tiles = $('sheet-tiles').children;
    if (tiles[at]) tiles[at].tabIndex = -1;
    at = to;
    if (tiles[at]) {
      tiles[at].tabIndex = 0;
      tiles[at].focus();
    }
  }

  function mark() {
    const item = items[at];
    if (!item) return;
    if (!marked.delete(item.id)) marked.add(item.id);
    $('sheet-tiles').children[at].setAttribute('aria-pressed', String(marked.has(item.id)));
  }

  function finish() {
    if (items.length === 0) return;
    rate(items, marked);
    turn();
  }
}
