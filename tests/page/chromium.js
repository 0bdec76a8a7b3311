// chromium.js - drives chromium through its DevTools protocol, over a pipe, so that no library and no
// port is needed: see browser.js.
'use strict';
const { spawn } = require('child_process');
const CODES = { Backspace: 8, Escape: 27, Enter: 13, Tab: 9, ArrowLeft: 37, ArrowRight: 39, End: 35, Home: 36 };

async function openChromium(program, folder, options) {
  const child = spawn(program, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
    '--disable-background-networking', '--remote-debugging-pipe', '--user-data-dir=' + folder, ...options, 'about:blank'],
  { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [, , , out, input] = child.stdio, waiting = new Map(), pages = new Map();
  let last = 0, kept = Buffer.alloc(0);
  input.on('data', bytes => {
    kept = Buffer.concat([kept, bytes]);
    for (let end; (end = kept.indexOf(0)) >= 0; kept = kept.subarray(end + 1)) {
      const message = JSON.parse(kept.subarray(0, end).toString());
      if (message.id) {
        const { good, bad } = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.error) bad(new Error(message.error.message)); else good(message.result);
      } else if (message.sessionId) pages.get(message.sessionId)?.(message);
    }
  });
  const send = (method, params = {}, sessionId) => new Promise((good, bad) => {
    waiting.set(++last, { good, bad });
    out.write(JSON.stringify({ id: last, method, params, sessionId }) + '\0');
  });

  async function page({ width, height, scripts, before }) {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const bad = [], tell = (method, params) => send(method, params, sessionId);
    pages.set(sessionId, ({ method, params }) => {
      if (method === 'Runtime.exceptionThrown') bad.push(params.exceptionDetails.exception?.description || params.exceptionDetails.text);
      if (method === 'Log.entryAdded') bad.push(params.entry.text);
      if (method === 'Network.requestWillBeSent' && !/^(file|blob|data):/.test(params.request.url)) bad.push('asked for ' + params.request.url);
    });
    for (const domain of ['Runtime', 'Log', 'Network', 'Page']) await tell(domain + '.enable');
    await tell('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 500 });
    if (!scripts) await tell('Emulation.setScriptExecutionDisabled', { value: true });
    if (before) await tell('Page.addScriptToEvaluateOnNewDocument', { source: before });
    return {
      bad, send: tell,
      go: address => tell('Page.navigate', { url: address }),
      async evaluate(expression) {
        const { result, exceptionDetails } = await tell('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description || exceptionDetails.text);
        return result.value;
      },
      async press(key) {
        const event = { key, windowsVirtualKeyCode: CODES[key] || key.toUpperCase().charCodeAt(0), ...(key.length === 1 ? { text: key } : key === 'Enter' ? { text: '\r' } : {}) };
        await tell('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
        await tell('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
      },
      picture: async () => (await tell('Page.captureScreenshot', { format: 'png' })).data,
      close: () => send('Target.closeTarget', { targetId }),
    };
  }
  return {
    page,
    async close() {
      const ended = new Promise(done => child.on('exit', done));
      await send('Browser.close').catch(() => {});
      await ended;
    },
  };
}

module.exports = { openChromium };
