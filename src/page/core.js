// core.js - the page's end of thrum's core (src/page/web.h): makes an instance of the module and
// calls it with texts. Without a document, so that a worker and node can use it too.
//
//     const core = await openCore(await WebAssembly.compile(bytes), progress => ...);
//     const errors = core.load('a.thr', text);       // '' where it can be run; or its messages
//     core.begin({ schedule: core.RANDOM, seed: 7 });
//     core.go(1000);
//     core.said(core.PRINTED);
'use strict';

// The order that a page has of a program, as text: where it has names, segments have letters in place of them, and stand
// side by side (src/export/page_play.c).
function spellOrder({ segments, names = [] }) {
  if (!names.length) return segments;
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  return segments.replace(/[A-Za-z]/g, letter => ' ' + names[letters.indexOf(letter)]).slice(1);
}

// An instance of a module of WebAssembly, as a promise. `explored` hears how far a search has come:
// (states, open, share). Where memory runs out, or the program breaks, a call throws, with what was
// written to standard error in its message: then the instance is of no use any more.
async function openCore(module, explored = () => {}) {
  const SCHEDULES = { RANDOM: 1, ROUND_ROBIN: 2, MANUAL: 3, SEGMENTS: 4 }; // enum schedule_kind
  const INPUT = { NAME: 0, TEXT: 1, WORDS: 2, GIVEN: 3 }; // enum web_input
  const WISH = { UNDO: 1, UNTIMED: 2 }; // enum web_wish
  const SUCCESS = 0, BAD_DESCRIPTOR = 8, NOT_SUPPORTED = 58; // of WASI
  const read = new TextDecoder(), write = new TextEncoder();
  let core, page, written = '';

  const memory = () => core.memory.buffer; // another one whenever it has grown
  const bytesAt = (at, length) => new Uint8Array(memory(), at, length);

  // All that the C library asks of a system.
  const wasi = {
    clock_time_get(clock, precision, result) {
      new DataView(memory()).setBigInt64(result, BigInt(Math.round(performance.now() * 1e6)), true);
      return SUCCESS;
    },
    fd_write(file, vectors, count, result) {
      const view = new DataView(memory());
      let length = 0;
      for (let i = 0; i < count; i++) {
        const at = view.getUint32(vectors + 8 * i, true), bytes = view.getUint32(vectors + 8 * i + 4, true);
        written += read.decode(bytesAt(at, bytes));
        length += bytes;
      }
      view.setUint32(result, length, true);
      return SUCCESS;
    },
    fd_close: () => SUCCESS,
    fd_seek: () => BAD_DESCRIPTOR,
    poll_oneoff: () => NOT_SUPPORTED,
    proc_exit(status) { throw new Error('exit ' + status); },
  };

  // What it cannot have is told as it is met, not as it is missing.
  const instance = await WebAssembly.instantiate(module, {
    wasi_snapshot_preview1: wasi,
    page: { explored },
  });
  core = instance.exports;
  core._initialize();
  page = core.web_new();

  function call(name, ...values) {
    try {
      return core['web_' + name](page, ...values);
    } catch (error) {
      throw new Error(written.trim() || String(error.message || error));
    }
  }
  function give(input, text) {
    const bytes = typeof text === 'string' ? write.encode(text) : text;
    const at = call('room', input, bytes.length);
    bytesAt(at, bytes.length).set(bytes);
  }
  const answer = () => read.decode(bytesAt(call('answer'), call('answer_length')));

  return {
    ...SCHEDULES,
    PRINTED: 0, STEPS: 1, // enum web_said
    GOES: 0, OVER: 1, STUCK: 2, OUTSIDE: 3, LEFT: 4, NO_RUN: 5, // enum web_standing

    // The text may be bytes, which need not be UTF-8.
    load(name, text) {
      give(INPUT.NAME, name);
      give(INPUT.TEXT, text);
      return { good: call('load') !== 0, said: answer() };
    },
    // Of the program that was loaded: the check of a lesson's task, what the lesson gave, and when each
    // of its hints fits. What has come of it is in the view.
    task(check, given, hints = []) {
      give(INPUT.WORDS, check);
      give(INPUT.GIVEN, given);
      call('task');
      for (const when of hints) {
        give(INPUT.WORDS, when);
        call('task_hint');
      }
    },
    // Of a run that was begun: to where the lesson has run all that it gave.
    toTask: () => call('task_go'),
    begin({ schedule = SCHEDULES.MANUAL, seed = 0, segments = '', undo = false, untimed = false } = {}) {
      give(INPUT.WORDS, segments);
      return call('begin', schedule, BigInt(seed), (undo ? WISH.UNDO : 0) | (untimed ? WISH.UNTIMED : 0));
    },
    // What is to come about, as explore calls it. Where it is no challenge it has begun all the same.
    challenge(finding) {
      give(INPUT.WORDS, finding);
      return { good: call('challenge') !== 0, said: answer() };
    },
    hint() {
      call('hint');
      return answer();
    },
    go: most => call('go', most),
    step: thread => call('step', thread) !== 0,
    back: () => call('back') !== 0,
    // The order of the steps so far, as text.
    order() {
      call('order');
      return answer();
    },
    // null where nothing was begun. Not all: only what looks otherwise than the last time.
    view(all = true) {
      call('view', all);
      return JSON.parse(answer() || 'null');
    },
    END: 0xffffffff, // WEB_END
    columns(first, rows, all = true) {
      call('columns', first, rows, all);
      return JSON.parse(answer() || 'null');
    },
    said(which, from = 0) {
      call('tell', which, from);
      return answer();
    },
    // Options as on the command line; what is found as JSON, and what `thrum explore` ends with.
    explore(options = '') {
      give(INPUT.WORDS, options);
      const status = call('explore');
      return { status, said: answer() };
    },
    report(width) {
      call('report', width);
      return answer();
    },
    memory: () => memory().byteLength,
  };
}

if (typeof module !== 'undefined') module.exports = { openCore, spellOrder };
