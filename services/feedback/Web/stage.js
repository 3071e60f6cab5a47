// Shows the tile or the pair: zoom and move by wheel, fingers and keys; smooth or crisp pixels.
// The view stays from tile to tile, and across a reload.

import { makeScaleBar } from './scalebar.js';
import { change, settings } from './settings.js';
import { kept, movable, moved, nextZoom, restored, scaleOf, zoomed } from './view.js';

const $ = (id) => document.getElementById(id);
const keyZoom = 1.25, keyMove = 0.12, usualZoom = 2, restTime = 150;
const middle = { x: 0, y: 0 };
const arrows = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };   // the tile moves the other way

export function openStage(signal, announce) {
  let images = [], frames = [], micrometres = null, view = restored(settings.view), before = usualZoom, timer = 0;
  const [stage, fingers, size] = [$('stage'), new Map(), { width: 0, height: 0 }];
  const on = (name, handle) => stage.addEventListener(name, handle, { signal, passive: false });
  const resized = new ResizeObserver(() => { measure(); place(); });
  signal.addEventListener('abort', () => resized.disconnect());
  on('wheel', wheel);
  on('dblclick', (event) => toggleZoom(pointOf(event)));
  on('touchstart', (event) => { if (event.touches.length > 1) event.preventDefault(); });   // two fingers are ours, not the page's
  on('pointerdown', touch);
  on('pointermove', drag);
  for (const name of ['pointerup', 'pointercancel']) on(name, (event) => fingers.delete(event.pointerId));
  applyPixels();
  return { show, toggleZoom: () => toggleZoom(), zoomIn: () => zoomBy(keyZoom), zoomOut: () => zoomBy(1 / keyZoom), zoomNone: () => view.zoom > 1 && toggleZoom(), togglePixels, press };

  /** Shows a tile, or two side by side, which zoom and move together. The side of a pixel is known, or null. */
  function show(tiles, pixelSize) {
    [images, micrometres] = [tiles, pixelSize ?? null];
    if (frames.length !== images.length) build();
    frames.forEach(({ element, bar }, i) => element.replaceChildren(images[i], bar.element));
    place();
  }

  function build() {
    resized.disconnect();
    frames = images.map(() => {
      const [element, bar] = [document.createElement('div'), makeScaleBar()];
      element.className = 'tile';
      return { element, bar };
    });
    stage.replaceChildren(...frames.map(({ element }) => element));
    size.width = 0;
    resized.observe(frames[0].element);
  }

  function measure() {
    const { width, height } = frames[0].element.getBoundingClientRect();
    Object.assign(size, { width, height });
  }

  function place() {
    if (images.length === 0) return;
    if (size.width === 0) measure();   // else it is known: a key press waits for no layout
    if (hidden()) return;
    const inSteps = settings.wholePixels;
    view = kept(view, ...seen());
    const scale = scaleOf(view, ...seen());
    const start = (side, length, at) => {
      const offset = (side / 2) - (at * length * scale);
      return inSteps ? Math.round(offset * devicePixelRatio) / devicePixelRatio : offset;
    };
    images.forEach((image, i) => {
      image.style.transform = `translate(${start(size.width, image.naturalWidth, view.x)}px, ${start(size.height, image.naturalHeight, view.y)}px) scale(${scale})`;
      frames[i].bar.fit(micrometres, scale, size.width);
    });
    stage.classList.toggle('movable', movable(view, ...seen()));
    $('zoom').setAttribute('aria-pressed', String(view.zoom > 1));
    $('zoom-level').textContent = `${Number(view.zoom.toFixed(1))}×`;
  }

  /** What a view is of: the tile, its frame, and whether pixels are whole. */
  function seen() { return [images[0], size, settings.wholePixels]; }

  function hidden() { return images.length === 0 || size.width === 0; }

  function look(next) {
    view = next;
    place();
    clearTimeout(timer);
    timer = setTimeout(() => change({ view }), restTime);
  }

  function zoomTo(zoom, point = middle) {
    if (hidden()) return;
    look(zoomed(view, zoom, point, ...seen()));
    announce(`Zoom ${$('zoom-level').textContent}`);
  }

  function zoomBy(factor) {
    if (hidden()) return;
    const zoom = nextZoom(view, factor, ...seen());
    zoomTo(Math.abs(zoom - 1) < 0.01 ? 1 : zoom);
  }

  function toggleZoom(point) {
    if (view.zoom > 1) before = view.zoom;
    zoomTo(view.zoom > 1 ? 1 : before, point);
  }

  function move(by) {
    if (!hidden()) look(moved(view, by, ...seen()));
  }

  /** Moves a tile that is larger than its frame; whether the key was for that. The arrows alone are verdicts on a pair. */
  function press(event) {
    const towards = arrows[event.key];
    if (!towards || !stage.classList.contains('movable') || (images.length > 1 && !event.shiftKey)) return false;
    move({ x: towards[0] * keyMove * size.width, y: towards[1] * keyMove * size.height });
    return true;
  }

  function wheel(event) {
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const zoom = view.zoom * Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002));   // Ctrl: two fingers on a touch pad
    if (hidden() || (view.zoom === 1 && zoom < 1 && !event.ctrlKey)) return;           // the page scrolls
    event.preventDefault();
    look(zoomed(view, zoom, pointOf(event), ...seen()));
  }

  function touch(event) {
    if (event.button > 0) return;
    fingers.set(event.pointerId, event);
    stage.setPointerCapture(event.pointerId);
  }

  /** One finger or the mouse moves the tile, two zoom it as well. */
  function drag(event) {
    if (!fingers.has(event.pointerId) || hidden()) return;
    const from = spread();
    fingers.set(event.pointerId, event);
    const to = spread();
    if (from.distance > 0) look(zoomed(view, view.zoom * to.distance / from.distance, pointOf({ clientX: from.x, clientY: from.y }), ...seen()));
    move({ x: to.x - from.x, y: to.y - from.y });   // after the zoom: a whole tile cannot move
  }

  function spread() {
    const [a, b = a] = fingers.values();
    return { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2, distance: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) };
  }

  /** From the middle of the frame that is under it. */
  function pointOf({ clientX, clientY }) {
    const boxes = frames.map(({ element }) => element.getBoundingClientRect());
    const box = boxes.findLast((b) => clientX >= b.left) ?? boxes[0];
    return { x: clientX - box.left - (box.width / 2), y: clientY - box.top - (box.height / 2) };
  }

  function togglePixels() {
    change({ wholePixels: !settings.wholePixels });
    applyPixels();
    place();
    announce(settings.wholePixels ? 'Whole pixels' : 'Pixels smoothed');
  }

  function applyPixels() {
    document.documentElement.dataset.pixels = settings.wholePixels ? 'whole' : 'smooth';
    $('scaling').setAttribute('aria-pressed', String(settings.wholePixels));
  }
}
