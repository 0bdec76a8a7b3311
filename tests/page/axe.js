// axe.js - what axe, which looks for what keeps people with a screen reader or without a mouse out, has to
// say of a page as it stands; '' where that is nothing, where axe is not here, and in Firefox, for which
// that is the same document. It is here where node finds the package axe-core (npm install axe-core
// somewhere, and NODE_PATH=THERE/node_modules).
'use strict';
const fs = require('fs');

let source = null;
try {
  source = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
} catch { /* then nothing is asked */ }

async function looksAt(page) {
  if (!source || !page.send) return '';
  if (!await page.evaluate('!!window.axe')) await page.evaluate(source + '\n;0');
  return page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')).join('; '))`);
}

module.exports = { looksAt };
