// Targets below 24 by 24 CSS pixels whose circles of 24 pixels meet another target, or another such circle (WCAG 2.5.8).
// Left out as there: links in a sentence, what the pointer cannot press, controls that the browser draws.
() => {
  const LEAST = 24;
  const pressed = (target, box) => {
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const hit = document.elementFromPoint(x, y);
    return hit && (hit === target || target.contains(hit) || (hit.closest('label') && hit.closest('label').control === target));
  };
  const inSentence = (target) => {
    if (!getComputedStyle(target).display.startsWith('inline') || target.matches('button, input, select, textarea, summary')) return false;
    const block = target.closest('p, li, dd, td, h1, h2, h3, figcaption, div, section, main, body');
    const own = [...block.querySelectorAll('a, button')].reduce((sum, each) => sum + each.textContent.trim().length, 0);
    return block.textContent.trim().length > own + 1;
  };
  const boxOf = (target) => (target.matches('input[type=checkbox], input[type=radio]') && target.closest('label') || target).getBoundingClientRect();
  const targets = [];
  for (const target of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    target.scrollIntoView({ block: 'center', inline: 'center' });
    const box = boxOf(target);
    if (box.width < 1 || box.height < 1 || target.closest('.unseen') || !pressed(target, box)) continue;
    targets.push({ target, inline: inSentence(target), x: box.left + scrollX, y: box.top + scrollY, w: box.width, h: box.height });
  }
  const small = (each) => Math.min(each.w, each.h) < LEAST - 0.05;
  const away = (one, x, y) => Math.hypot(Math.max(one.x - x, 0, x - one.x - one.w), Math.max(one.y - y, 0, y - one.y - one.h));
  const meets = (one, other) => {
    if (one.target.contains(other.target) || other.target.contains(one.target)) return false;
    const x = one.x + one.w / 2, y = one.y + one.h / 2;
    if (small(other)) return Math.hypot(x - other.x - other.w / 2, y - other.y - other.h / 2) < LEAST - 0.05;
    return away(other, x, y) < LEAST / 2 - 0.05;
  };
  return targets.filter((one) => small(one) && !one.inline && targets.some((other) => other !== one && meets(one, other)))
    .map(({ target, w, h }) => `${Math.round(w)}×${Math.round(h)} ${target.outerHTML.slice(0, 110).replace(/\s+/g, ' ')}`);
}
