// The stop that the Tab key has come to: what a reader sees and hears of it. null: the page's end.
() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect();
  const drawn = (style) =>
    (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || (style.stroke !== 'none' && parseFloat(style.strokeWidth) > 0);
  const byId = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  const pictures = [...at.querySelectorAll('img')].map((image) => image.alt).join(' ');
  const name = at.getAttribute('aria-label') || byId(at.getAttribute('aria-labelledby') ?? '').trim()
    || [...(at.labels ?? [])].map((label) => label.textContent).join(' ').trim() || at.textContent.trim() || pictures || at.title;
  const date = at.matches('input[type=date]');
  const scrolls = at.scrollWidth > at.clientWidth + 1 || at.scrollHeight > at.clientHeight + 1;
  return {
    what: at.outerHTML.slice(0, 160).replace(/\s+/g, ' '),
    href: at.getAttribute('href') ?? '',
    part: [...document.querySelectorAll('li, article, figure, section, p, tr')].indexOf(at.closest('li, article, figure, section, p, tr')),
    name: (name ?? '').trim(),
    visible: box.width >= 1 && box.height >= 1 && at.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
    // The last stop of a field for a day is its button, which a page cannot ask about: the browser draws its ring.
    ring: drawn(getComputedStyle(at)) || [...at.querySelectorAll('svg *, rect')].some((part) => drawn(getComputedStyle(part))) || (date && !at.matches(':focus')),
    use: at.matches('a[href], button, input, select, textarea, summary') || (at.hasAttribute('tabindex') && scrolls),
  };
}
