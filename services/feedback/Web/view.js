// Which part of a tile is seen, and how large. A view is a zoom, 1 for the whole tile, and the point of the tile in the middle, as shares of its sides.

export const mostZoom = 8;
const between = (low, value, high) => Math.max(low, Math.min(high, value));

/** A view that was kept; the whole tile where there is none. */
export function restored({ zoom, x, y } = {}) {
  return [zoom, x, y].every(Number.isFinite) ? { zoom: between(1, zoom, mostZoom), x, y } : { zoom: 1, x: 0.5, y: 0.5 };
}

/** Screen pixels for each pixel of the tile. In whole steps it takes a whole number of the screen's own, at least one. */
export function scaleOf({ zoom }, tile, frame, inSteps) {
  const scale = zoom * Math.min(frame.width / tile.naturalWidth, frame.height / tile.naturalHeight);
  return inSteps ? Math.max(1, Math.floor((scale * devicePixelRatio) + 1e-6)) / devicePixelRatio : scale;
}

/** The view, moved so that the tile fills the frame where it can; where it cannot, the tile is in the middle. */
export function kept(view, tile, frame, inSteps) {
  const scale = scaleOf(view, tile, frame, inSteps);
  const half = (side, length) => Math.min(0.5, side / (2 * length * scale));
  const [x, y] = [half(frame.width, tile.naturalWidth), half(frame.height, tile.naturalHeight)];
  return { zoom: view.zoom, x: between(x, view.x, 1 - x), y: between(y, view.y, 1 - y) };
}

/** The next zoom by a factor; in whole steps at least one step away. */
export function nextZoom(view, factor, tile, frame, inSteps) {
  if (!inSteps) return view.zoom * factor;
  const [dots, unit] = [scaleOf(view, tile, frame, true), scaleOf({ zoom: 1 }, tile, frame, false)].map((scale) => scale * devicePixelRatio);
  return (factor > 1 ? Math.max(dots + 1, Math.floor(dots * factor)) : Math.min(dots - 1, Math.ceil(dots * factor))) / unit;
}

/** Another zoom. What lies at a point, counted from the middle of the frame, stays there. */
export function zoomed(view, zoom, point, tile, frame, inSteps) {
  const next = { ...view, zoom: between(1, zoom, mostZoom) };
  const [before, after] = [view, next].map((v) => scaleOf(v, tile, frame, inSteps));
  next.x += (point.x / before - point.x / after) / tile.naturalWidth;
  next.y += (point.y / before - point.y / after) / tile.naturalHeight;
  return kept(next, tile, frame, inSteps);
}

/** The view, with the tile moved by so many screen pixels. */
export function moved(view, by, tile, frame, inSteps) {
  const scale = scaleOf(view, tile, frame, inSteps);
  return kept({ ...view, x: view.x - (by.x / (tile.naturalWidth * scale)), y: view.y - (by.y / (tile.naturalHeight * scale)) }, tile, frame, inSteps);
}

/** Whether the tile is larger than the frame. */
export function movable(view, tile, frame, inSteps) {
  const scale = scaleOf(view, tile, frame, inSteps);
  return tile.naturalWidth * scale > frame.width + 0.5 || tile.naturalHeight * scale > frame.height + 0.5;
}
