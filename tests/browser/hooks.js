// Runs in every frame before anything else; Python has put __canary and __violation there.
{
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'MsgBox'])
    window[name] = (...args) => { window.__canary(`${name}(${args.map(String).join()})`); };
  // Chromium's own view of XML and JSON puts styles into the page; nothing else may be blocked.
  const viewer = e => document.contentType !== 'text/html' && e.effectiveDirective.startsWith('style-src');
  document.addEventListener('securitypolicyviolation', e => viewer(e) ||
    window.__violation(`${e.effectiveDirective} ${e.blockedURI} ${e.sample || ''} line ${e.lineNumber}`));
}
