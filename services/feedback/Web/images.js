// For operators: the images of a round with their ratings and their origin.

import * as api from './api.js';
import { element, table } from './page.js';
import { provenance } from './provenance.js';

const $ = (id) => document.getElementById(id);
const page = 60;
let opened = null, addresses = [];

export const id = 'images', title = 'Images', key = 'v';

export async function open({ what }) {
  opened = new AbortController();
  const asking = opened;
  $('images-class').value = '';   // the latest round may have other classes than the one seen before
  $('images-filter').addEventListener('change', ({ target }) => {
    if (target === $('images-round')) $('images-class').value = '';   // another round may have other classes
    list();
  }, { signal: opened.signal });
  $('images-filter').addEventListener('submit', (event) => event.preventDefault(), { signal: opened.signal });
  try {
    const { rounds } = await api.rounds(100);
    if (opened !== asking) return;
    $('images-round').replaceChildren(...rounds.map((round) => element('option', round.roundId)));
    if (what) $('images-round').value = what;
    if (rounds.length === 0) $('images-text').textContent = 'No round has begun yet.';
    else await list();
  } catch (error) {
    $('images-text').textContent = `Not available: ${error.message}`;
  }
}

export function close() {
  opened?.abort();
  opened = null;
  clear();
}

function clear() {
  addresses.forEach((address) => URL.revokeObjectURL(address));
  addresses = [];
  $('images-grid').replaceChildren();
  $('images-more').hidden = true;
}

/** The page that begins after a cursor, or the first one. */
async function list(after = null) {
  const asking = opened;
  if (after === null) clear();
  const { round, ...filter } = Object.fromEntries(new FormData($('images-filter')));
  const query = { count: page, ...Object.fromEntries(Object.entries({ ...filter, after }).filter(([, value]) => value)) };
  $('images-text').textContent = '…';
  try {
    const found = await api.images(round, query);
    if (opened !== asking) return;
    if (after === null) offer(found.classes);
    $('images-grid').append(...found.images.map((image) => tile(round, image)));
    $('images-more').hidden = found.next === null;
    $('images-more').onclick = () => list(found.next);
    const count = $('images-grid').children.length;
    $('images-text').textContent = `${count} image${count === 1 ? '' : 's'}${found.next === null ? '' : ', and more'}.`;
  } catch (error) {
    if (opened === asking) $('images-text').textContent = error.type === 'unknown-round' ? 'No images were drawn for this yet.' : `Not available: ${error.message}`;
  }
}

function offer(classes) {
  const chosen = $('images-class').value;
  $('images-class').replaceChildren(element('option', 'all', { value: '' }), ...classes.map((code) => element('option', code)));
  $('images-class').value = chosen;
}

function tile(round, image) {
  const picture = element('img', '', { alt: '' });
  const said = image.ratings.map((r) => r.verdict.replace('-', ' ')).join(', ') || 'not rated';
  const button = element('button', [picture, element('span', [image.class, image.arm, image.side].filter(Boolean).join(', ')), element('small', said)], { type: 'button', class: 'sheet-tile' });
  const bytes = api.storedBytes(image.key);
  button.addEventListener('click', () => lineage(round, image, picture.src, bytes));
  load(bytes, picture);
  return button;
}

async function load(bytes, picture) {
  const asking = opened;
  try {
    const blob = new Blob([await bytes], { type: 'image/png' });
    if (opened !== asking) return;
    picture.src = URL.createObjectURL(blob);
    addresses.push(picture.src);
  } catch {
    picture.alt = 'not available';
  }
}

/** The origin of an image and its ratings. */
async function lineage(round, image, source, bytes) {
  $('lineage-title').textContent = `${image.class}, image ${image.id}`;
  $('lineage-content').replaceChildren();
  $('lineage').showModal();
  const written = await bytes.then(provenance).catch(() => []);
  const facts = [['round', round], ['drawn for', image.arm ? `the comparison, ${image.arm}` : 'learning'], ['noise', String(image.index)], ...image.side ? [['judged beside', `${image.besideId}, on the ${image.side}`]] : [], ['object', image.key], ...written];
  $('lineage-content').replaceChildren(
    element('img', '', { src: source, alt: `The tile, drawn as ${image.class}` }),
    element('dl', facts.flatMap(([name, value]) => [element('dt', name), element('dd', value)])),
    table('Ratings', ['Rater', 'Verdict', 'Looks wrong', 'Remark', 'When'], image.ratings.map((r) => [
      r.simulated ? `${r.rater} (program)` : r.decides ? `${r.rater} (decides)` : r.rater, r.verdict.replace('-', ' '), r.faults.map((fault) => fault.replace('-', ' ')).join(', ') || '–', r.remark ?? '–', new Date(r.ratedAt).toLocaleString()])));
}
