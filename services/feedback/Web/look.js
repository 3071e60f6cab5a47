// How long something is on the screen. A verdict on what nobody has seen does not count.

/** A clock that runs while its subject is on the screen. */
export class Look {
  #sum = 0; #since = null; #frame = 0;

  /** Milliseconds on the screen so far. */
  get ms() { return this.#sum + (this.#since === null ? 0 : performance.now() - this.#since); }

  /** The subject is on the screen from the next frame on. */
  start() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => { this.#since ??= performance.now(); });
  }

  /** It is no longer. */
  pause() {
    cancelAnimationFrame(this.#frame);
    [this.#sum, this.#since] = [this.ms, null];
  }

  /** Another subject appears. */
  restart() {
    this.pause();
    this.#sum = 0;
    this.start();
  }
}

/** Clocks of several elements, by element. An element that is scrolled away or in a page in the background does not count. */
export function watchLooks(signal) {
  const [looks, inView] = [new Map(), new Set()];
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inView.add(target);
      else inView.delete(target);
      run(target);
    }
  }, { threshold: 0.6 });
  document.addEventListener('visibilitychange', () => looks.forEach((_, target) => run(target)), { signal });
  signal.addEventListener('abort', () => observer.disconnect());
  return { watch, ms: (target) => looks.get(target)?.ms ?? 0 };

  function watch(elements) {
    observer.disconnect();
    inView.clear();
    looks.clear();
    for (const target of elements) {
      looks.set(target, new Look());
      observer.observe(target);
    }
  }

  function run(target) {
    if (!document.hidden && inView.has(target)) looks.get(target)?.start();
    else looks.get(target)?.pause();
  }
}
