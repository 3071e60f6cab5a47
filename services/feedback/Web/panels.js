// Temporary panels above the view: keys, instructions, a remark, a notice.

import { readable } from './keys.js';
import { element } from './page.js';
import { change, settings } from './settings.js';

const $ = (id) => document.getElementById(id);
const noticeTime = 4000;

export function openPanels(signal, study, letters) {
  let timer = 0, typed = null;
  const toastElement = document.createElement('div');
  toastElement.className = 'toast';
  toastElement.setAttribute('aria-hidden', 'true');   // the announcer reads it aloud
  document.body.append(toastElement);
  signal.addEventListener('abort', () => toastElement.remove());

  $('single-keys').checked = settings.singleKeys;
  $('single-keys').addEventListener('change', () => change({ singleKeys: $('single-keys').checked }), { signal });
  $('remark-text').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    $('remark-form').requestSubmit();
  }, { signal });
  $('remark-text').addEventListener('input', () => typed?.($('remark-text').value), { signal });
  $('remark-form').addEventListener('submit', () => $('remark-text').blur(), { signal });   // the next key may be the verdict already, and is not for the closed field

  return { help, instructions, remark, toast };

  function help() {
    const [scale, pairs] = [study()?.scale ?? [], study()?.sideBySide];
    const rows = [
      ...scale.map((level, i) => [String(i + 1), level.label]),
      ...(study()?.criteria ?? []).map((name, i) => [letters()[i].toUpperCase(), `${name.replaceAll('-', ' ')} looks wrong`]),
      ['U', 'undo: go back to the previous tile and rate it again'], ['Esc', 'back to where you were'], ['S', 'later: the tile comes back at the end'], ['M', 'remark'],
      ['+ −', 'zoom in and out; so do the wheel and two fingers'], ['0', 'the whole tile'], ['Space', 'the whole tile, or the last zoom'],
      ...pairs ? [['← →', 'choose the left or the right tile; ↓ neither'], ['Shift ←', 'with any arrow: move the zoomed tiles']] : [['Arrows', 'move the zoomed tile']],
      ['P', 'smooth pixels, or crisp ones at whole steps'],
      ...pairs ? [] : [['G', 'sheet of many tiles']], ['I', 'instructions'], ['T', 'light or dark'], ['?', 'these keys'],
    ];
    $('help-keys').replaceChildren(...rows.map(([key, text]) => {
      const [row, dt, kbd, dd] = ['div', 'dt', 'kbd', 'dd'].map((name) => document.createElement(name));
      kbd.textContent = key;
      dt.append(kbd);
      dd.textContent = text;
      row.append(dt, dd);
      return row;
    }));
    $('help').showModal();
  }

  function instructions() {
    for (const text of $('instructions').querySelectorAll('.of-images, .of-pairs')) text.hidden = text.classList.contains('of-pairs') !== Boolean(study()?.sideBySide);
    const stain = study()?.stain;
    for (const text of $('instructions').querySelectorAll('.stain')) text.textContent = stain ? `, stained with ${stain}` : '';
    const definitions = Object.entries(study()?.definitions ?? {});
    $('definitions').hidden = definitions.length === 0;
    $('definitions-list').replaceChildren(...definitions.flatMap(([name, text]) => [element('dt', readable(name)), element('dd', text)]));
    $('examples').replaceChildren(...(study()?.classes ?? []).map((tissue) => {
      const [group, name, tiles] = ['section', 'h3', 'div'].map((n) => document.createElement(n));
      name.textContent = tissue.name;
      tiles.className = 'example-tiles';
      tiles.append(...tissue.examples.map((url, i) => Object.assign(new Image(), { src: url, alt: `Real ${tissue.name}, example ${i + 1}`, loading: 'lazy' })));
      if (tissue.examples.length === 0) tiles.textContent = 'No examples in this study.';
      group.append(name, tiles);
      return group;
    }));
    $('instructions').showModal();
  }

  /** What is typed is the remark at once, so that it is not lost whatever comes next. */
  function remark(text, longest, onInput) {
    typed = onInput;
    $('remark-text').value = text;
    $('remark-text').maxLength = longest;
    $('remark-dialog').showModal();
  }

  function toast(text) {
    toastElement.textContent = text;
    toastElement.classList.add('visible');
    clearTimeout(timer);
    timer = setTimeout(() => toastElement.classList.remove('visible'), noticeTime);
  }
}
