// tap.js - tests one after another, printed as TAP (tests/tap.h says what that is).
//
//     run(play)            play() calls test(NAME, DOES), which waits for what it does
//     run(play, before)    so many tests stand before these
'use strict';
let number = 0, failed = 0;

async function test(name, does) {
  try {
    await does();
    console.log(`ok ${++number} - ${name}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${++number} - ${name}\n` + String(error.stack || error).replace(/^/gm, '# '));
  }
}

function same(is, wanted) {
  if (is !== wanted) throw new Error(`${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);
}

function run(all, before = 0) {
  number = before;
  all().catch(error => { failed++; console.log('# ' + error.stack); }).then(() => {
    console.log('1..' + number);
    process.exit(failed ? 1 : 0);
  });
}

module.exports = { test, same, run };
