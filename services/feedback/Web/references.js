// Real tiles of the class that is asked for, beside the tile. They are there before the tile is, whatever kind of item it is.

import * as api from './api.js';
import { picture } from './desk.js';
import { element } from './page.js';

const $ = (id) => document.getElementById(id);
const most = 4, retryTime = 5000;

export function openReferences(signal, onReady) {
  const known = new Map();   // by set and class: the pictures, null while they come
  let shown = null;
  return { ready, show };

  /** Whether a class can be shown. If not, its pictures are fetched, and the page is told when they are there. */
  function ready(study, code) {
    const key = keyOf(study, code);
    if (!known.has(key)) load(study, code, key);
    return known.get(key) !== null;
  }

  async function load(study, code, key) {
    const addresses = tissueOf(study, code)?.examples.slice(0, most) ?? [];
    if (addresses.length === 0) return known.set(key, []);
    if (!known.has(key)) known.set(key, null);
    try {
      known.set(key, await Promise.all(addresses.map(picture)));
    } catch (error) {
      known.set(key, []);   // nobody waits for them
      if (error instanceof api.OfflineError) setTimeout(() => signal.aborted || load(study, code, key), retryTime);
    }
    if (signal.aborted) return;
    if (shown?.key === key) show(study, code);
    onReady();
  }

  function show(study, code) {
    const [key, tissue] = [keyOf(study, code), tissueOf(study, code)];
    const images = known.get(key) ?? [];
    if (shown?.key === key && shown.images === images) return;
    shown = { key, images };
    $('references').hidden = study.classes.every((c) => c.examples.length === 0);
    images.forEach((image, i) => { image.alt = `Real ${tissue.name}, typical tile ${i + 1}`; });
    $('references-tiles').dataset.count = images.length;
    const reason = tissue.examples.length === 0 ? 'The data has no real tile of this class.' : 'The real tiles of this class cannot be loaded now.';
    $('references-tiles').replaceChildren(...images.length > 0 ? images : [element('p', reason, { class: 'quiet' })]);
  }
}

const keyOf = (study, code) => `${study.setId} ${code}`;
const tissueOf = (study, code) => study.classes.find((c) => c.code === code);
