// What a page may not hold: whatever runs, loads from elsewhere or leads to a script.
const inspect = (root, base) => {
  // By the prototypes' own getters: <form><input name=attributes> hides a form's.
  const own = (kind, name) => Object.getOwnPropertyDescriptor(kind.prototype, name).get;
  const attributesOf = own(Element, 'attributes'), htmlOf = own(Element, 'outerHTML'), nameOf = own(Element, 'localName');
  const found = [], tell = (e, what) => found.push(`${what} in ${htmlOf.call(e).slice(0, 120)}`);
  // What Django's admin hides by script.
  const plain = style => /^display: none;( position: absolute;)?$/.test(style);
  const addresses = new Set(['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'poster', 'background', 'cite',
    'ping', 'longdesc', 'lowsrc', 'dynsrc', 'manifest', 'codebase', 'values', 'to', 'from']);
  const loads = new Set(['src', 'poster', 'background', 'data', 'lowsrc', 'dynsrc']);
  const never = new Set(['iframe', 'frame', 'frameset', 'object', 'embed', 'applet', 'base', 'style', 'math', 'noscript',
    'foreignobject', 'animate', 'set', 'animatetransform', 'discard', 'use', 'marquee', 'portal', 'fencedframe', 'xmp',
    'plaintext', 'audio', 'video', 'track', 'param', 'isindex', 'keygen', 'noembed', 'listing', 'template', 'slot',
    'mglyph']);
  // The one block of data on an article's page: in the head, of one type, JSON, without a character that could end it.
  const isData = e => e.parentNode === e.ownerDocument.head && attributesOf.call(e).length === 1
    && e.getAttribute('type') === 'application/ld+json' && !/[<>&\u2028\u2029]/.test(e.textContent)
    && typeof JSON.parse(e.textContent) === 'object';
  // What the list of saved searches makes its rows of: it holds nothing of the archive, and what is in it is looked at, too.
  const isRow = e => e.parentNode?.localName === 'section' && e.parentNode.hasAttribute('data-saved') && !attributesOf.call(e).length;
  for (const e of root.querySelectorAll('*')) {
    const tag = nameOf.call(e).toLowerCase();
    if (tag === 'template' && isRow(e)) {
      found.push(...inspect(e.content, base));
      continue;
    }
    const icon = tag === 'use' && /^#[\w-]+$/.test(e.getAttribute('xlink:href') || '');  // the admin's own
    if ((never.has(tag) && !icon) || tag.includes(':')) tell(e, `<${tag}>`);
    if (tag === 'script' && !e.src && !isData(e)) tell(e, 'inline script');
    if (tag === 'script' && e.src && !/^\/(static\/|admin\/jsi18n\/$)/.test(new URL(e.src, base).pathname))
      tell(e, 'strange script');
    if (tag === 'meta' && e.httpEquiv) tell(e, 'http-equiv');
    for (const { name, value } of attributesOf.call(e)) {
      const at = name.toLowerCase();
      if (/^on/.test(at) || (at === 'style' && !plain(value))
          || /^(srcdoc|srcset|is|background|ping|popover|commandfor|popovertarget|formaction)$/.test(at)
          || /^(ng-|v-|x-|hx-|@)/.test(at)) tell(e, at);
      if (!addresses.has(at)) continue;
      let to;
      try { to = new URL(value, base); } catch { continue; }
      if (!['http:', 'https:', 'mailto:'].includes(to.protocol)) tell(e, `${at}=${to.protocol}`);
      if (to.origin !== new URL(base).origin && (loads.has(at) || (at === 'href' && !['a', 'area'].includes(tag))
          || at === 'action')) tell(e, `${at} elsewhere`);
      if (at === 'href' && tag === 'a' && to.origin !== new URL(base).origin
          && /^http/.test(to.protocol) && !/noreferrer|noopener/.test(e.rel) && root === document) tell(e, 'without noreferrer');
    }
  }
  return found;
};
