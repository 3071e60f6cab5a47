// Shows the tile or the pair: zoom, move, crisp or smooth pixels.

import { change, settings } from './settings.js';

const $ = (id) => document.getElementById(id);
const step = 0.12, most = 0.5;   // of the tile's width

export function openStage(signal, announce) {
  let images = [], zoomed = false, pan = { x: 0, y: 0 };
  $('stage').addEventListener('pointerdown', drag, { signal });
  $('stage').addEventListener('dblclick', toggleZoom, { signal });
  applyPixels();
  return { show, toggleZoom, togglePixels, press };

  /** Shows a tile, or two side by side, which zoom and move together. */
  function show(...next) {
    images = next;
    setZoom(false);
    $('stage').replaceChildren(...images.map(framed));
  }

  function framed(image) {
    const frame = document.createElement('div');
    frame.className = 'tile';
    frame.append(image);
    return frame;
  }

  function toggleZoom() { if (images.length > 0) setZoom(!zoomed); }

  /** Moves the zoomed tile; returns whether the key did that. */
  function press(event) {
    if (!zoomed || !event.key.startsWith('Arrow')) return false;
    pan.x += { ArrowLeft: step, ArrowRight: -step }[event.key] ?? 0;
    pan.y += { ArrowUp: step, ArrowDown: -step }[event.key] ?? 0;
    place();
    return true;
  }

  function setZoom(value) {
    [zoomed, pan] = [value, { x: 0, y: 0 }];
    $('zoom').setAttribute('aria-pressed', String(zoomed));
    $('stage').classList.toggle('zoomed', zoomed);
    place();
  }

  function place() {
    const clamp = (v) => Math.max(-most, Math.min(most, v));
    pan = { x: clamp(pan.x), y: clamp(pan.y) };
    for (const image of images) image.style.transform = zoomed ? `translate(${100 * pan.x}%, ${100 * pan.y}%) scale(2)` : '';
  }

  function drag(event) {
    if (!zoomed) return;
    const [start, from, width, over] = [{ x: event.clientX, y: event.clientY }, { ...pan }, $('stage').clientWidth / images.length, new AbortController()];
    addEventListener('pointermove', (e) => {
      pan = { x: from.x + ((e.clientX - start.x) / width), y: from.y + ((e.clientY - start.y) / width) };
      place();
    }, { signal: over.signal });
    for (const name of ['pointerup', 'pointercancel']) addEventListener(name, () => over.abort(), { signal: over.signal });
  }

  function togglePixels() {
    change({ pixels: !settings.pixels });
    applyPixels();
    announce(settings.pixels ? 'Pixels crisp' : 'Pixels smoothed');
  }

  function applyPixels() {
    document.documentElement.dataset.pixels = settings.pixels ? 'crisp' : 'smooth';
    $('scaling').setAttribute('aria-pressed', String(settings.pixels));
  }
}
